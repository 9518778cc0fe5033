/** Letters of foreign text that are no text: they move a cursor, break the line, colour a terminal or turn the direction of reading. */
export const MOVING_LETTERS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
