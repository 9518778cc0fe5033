import './fonts.css';
import './mantine.css';
import './tokens.css';
import './base.css';
import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react';
import { type IntlShape, IntlProvider, RawIntlProvider, useIntl } from 'react-intl';
import type { Locale, Preferences } from '../../shared/models/preferences';
import { applyAppearance, directionOf, type Look, readSystemLook, resolveLook, watchSystemLook } from './appearance';
import { wordsOf } from './catalogue';
import { cssVariablesResolver, theme } from './theme';

export type Platform = 'linux' | 'darwin' | 'win32';
export type Interface = Look &
  Pick<Preferences, 'density' | 'motion'> & { readonly locale: Locale; readonly direction: 'ltr' | 'rtl'; readonly platform: Platform };

const InterfaceContext = createContext<Interface | null>(null);

/** How the window looks and speaks now. */
export function useInterface(): Interface {
  const value = useContext(InterfaceContext);
  if (!value) throw new Error('UiProvider is missing above this part');
  return value;
}

const nonce = () => document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
/** As a string, because a store's snapshot has to be the same value as long as nothing changed. */
function systemLookText(): string {
  const { dark, contrast } = readSystemLook();
  return `${dark ? 'dark' : ''} ${contrast ? 'contrast' : ''}`;
}

/** Mantine keeps the direction as a state of its own; a new language must not mount the page anew. */
function DirectionSync({ direction }: { readonly direction: 'ltr' | 'rtl' }) {
  const { setDirection } = useDirection();
  useEffect(() => setDirection(direction), [direction, setDirection]);
  return null;
}

/**
 * The sign that is as wide as a plus and stands at its height; a hyphen is neither. The mark that Arabic writes before it would turn
 * round a number that stands by itself.
 */
const withMinus = (text: string): string => text.replaceAll(/\u061c?-/g, '\u2212');

/** Every number that is formatted by itself has a true minus, on an axis, in a table or as a text inside a sentence. */
function TrueMinus({ children }: { readonly children: ReactNode }) {
  const intl = useIntl();
  const value = useMemo((): IntlShape => ({ ...intl, formatNumber: (...of) => withMinus(intl.formatNumber(...of)) }), [intl]);
  return <RawIntlProvider value={value}>{children}</RawIntlProvider>;
}

export type UiProviderProps = {
  readonly preferences: Preferences;
  /** The language that speaks, already resolved from preference and system, and read. */
  readonly locale: Locale;
  readonly platform: Platform;
  /** IANA name; the system's where absent. */
  readonly timeZone?: string;
  readonly children: ReactNode;
};

/** Everything below it is in one look, one language and one direction. Once, at the root of the page. */
export function UiProvider({ preferences, locale, platform, timeZone, children }: UiProviderProps) {
  const systemText = useSyncExternalStore(watchSystemLook, systemLookText);
  const system = useMemo(() => ({ dark: systemText.includes('dark'), contrast: systemText.includes('contrast') }), [systemText]);
  const { density, motion } = preferences;
  const { theme: name, scheme } = resolveLook(preferences.theme, system);
  const direction = directionOf(locale);
  useLayoutEffect(() => void applyAppearance(preferences, locale, system), [preferences, locale, system]);
  const value = useMemo(
    () => ({ theme: name, scheme, density, motion, locale, direction, platform }),
    [name, scheme, density, motion, locale, direction, platform],
  );
  return (
    <IntlProvider locale={locale} messages={wordsOf(locale)} {...(timeZone && { timeZone })}>
      <TrueMinus>
        <InterfaceContext value={value}>
          <DirectionProvider initialDirection={direction} detectDirection={false}>
            <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} forceColorScheme={scheme} getStyleNonce={nonce}>
              <DirectionSync direction={direction} />
              {children}
            </MantineProvider>
          </DirectionProvider>
        </InterfaceContext>
      </TrueMinus>
    </IntlProvider>
  );
}
