import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const tuple = (value: string): MantineColorsTuple => [value, value, value, value, value, value, value, value, value, value];
const still = { duration: 0 };

/** Mantine's own values, each read from a token: what the tokens say holds inside Mantine's parts too. */
export const theme = createTheme({
  primaryColor: 'accent',
  colors: { accent: tuple('var(--accent)'), bad: tuple('var(--bad)') },
  autoContrast: false,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: 'var(--text-xs)', sm: 'var(--text-s)', md: 'var(--text-m)', lg: 'var(--text-l)', xl: 'var(--text-xl)' },
  spacing: { xs: 'var(--s1)', sm: 'var(--s2)', md: 'var(--s3)', lg: 'var(--s4)', xl: 'var(--s6)' },
  radius: { xs: 'var(--r1)', sm: 'var(--r2)', md: 'var(--r3)', lg: 'var(--r4)', xl: 'var(--r5)' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A tool answers at once; motion is kept for what happens by itself.
    Modal: { defaultProps: { transitionProps: still, overlayProps: { transitionProps: still } } },
    Menu: { defaultProps: { transitionProps: still } },
    Popover: { defaultProps: { transitionProps: still } },
    Tooltip: { defaultProps: { transitionProps: still } },
    Combobox: { defaultProps: { transitionProps: still } },
    Select: { defaultProps: { comboboxProps: { transitionProps: still } } },
    MultiSelect: { defaultProps: { comboboxProps: { transitionProps: still } } },
  },
});

const roles = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink3)',
  '--mantine-color-placeholder': 'var(--ink3)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--raise)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunk)',
  '--mantine-color-disabled-color': 'var(--ink3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--accent-ink)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { ...roles, '--mantine-line-height': 'var(--leading)' },
  light: roles,
  dark: roles,
});
