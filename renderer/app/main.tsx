import '../data/jitless';
import { StrictMode } from 'react';
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
void router.load(); // the first screen's code and rows are fetched meanwhile

/** To draw an empty frame first costs as long as the backend takes to answer: one drawing of all is sooner. Not waited for longer than this. */
const PATIENCE_MS = 150;
await Promise.race([prepareFrame(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
mark('rendered');
