import '../data/jitless';
import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { bridge } from '../data/bridge';
import { connectBackend } from '../data/connect';
import { mark } from '../data/marks';
import { localeOf } from '../data/preferences';
import { prepareFrame } from '../data/watch';
import { applyAppearance } from '../ui/appearance';
import { App } from './app';
import { router } from './router';

mark('scriptStart');
applyAppearance(bridge.facts.preferences, localeOf(bridge.facts.preferences)); // before anything is painted
connectBackend();
void prepareFrame();
void router.load();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
flushSync(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
mark('rendered');
