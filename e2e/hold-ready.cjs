// Loaded into the app under test before its own code: holds `ready` back until the test runner is attached, and does no more.
// Without it the runner attaches while the first page is loading, and now and then waits for ever. The runner brings a loader of
// its own, but that also sets three dozen switches of Chromium, and our tests are about those that the app sets itself.
const { app } = require('electron');

const really = app.whenReady();
const emit = app.emit.bind(app);
let ready = false;
let released;
let readyArguments;
const whenReleased = new Promise((resolve) => {
  released = resolve;
});
app.emit = (event, ...rest) => {
  if (event !== 'ready' || ready) return emit(event, ...rest);
  readyArguments = rest;
  return app.listenerCount('ready') > 0;
};
app.isReady = () => ready;
app.whenReady = () => whenReleased;
// The runner calls it by this name.
Object.assign(globalThis, { __playwright_run: release });

async function release() {
  await really;
  ready = true;
  released();
  emit('ready', ...(readyArguments ?? []));
}
