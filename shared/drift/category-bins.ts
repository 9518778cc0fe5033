/** Whole numbers of so few different values are told apart by value: a histogram of them would join or split what is one. */
export const FEW_VALUES = 20;
