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
import { readWords } from '../ui/catalogue';
import { App } from './app';
import { router } from './router';

mark('scriptStart');
const { preferences } = bridge.facts;
applyAppearance(preferences, localeOf(preferences)); // before anything is painted
connectBackend();
void prepareFrame();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void readWords(localeOf(preferences)).then(() => {
  void router.load(); // not before there is who draws it: an address that is set in between would be overtaken
  flushSync(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
  mark('rendered');
  void document.fonts.load('12px "JetBrains Mono Variable"'); // the face of rows, read while they are on their way
});
