import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { bridge } from '../data/bridge';
import { localeOf, usePreferences } from '../data/preferences';
import { queries } from '../data/request';
import { useReadLocale } from '../ui/catalogue';
import { UiProvider } from '../ui/ui-provider';
import { router } from './router';

/** Everything around the screens that is not drawn. */
export function App() {
  const preferences = usePreferences();
  const locale = useReadLocale(localeOf(preferences));
  return (
    <UiProvider preferences={preferences} locale={locale} platform={bridge.facts.platform}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </UiProvider>
  );
}
