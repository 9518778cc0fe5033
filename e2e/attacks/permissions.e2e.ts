import { expect, test } from '../app';

test('every permission is refused, when asked for and when looked up', async ({ app }) => {
  const { page } = app;
  // A click: some of these are refused without one anyway.
  await page.mouse.click(5, 5);
  const granted = await page.evaluate(async () => {
    const any = navigator as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
    const asks: Record<string, () => Promise<unknown>> = {
      notifications: async () => (await Notification.requestPermission()) === 'granted' || Promise.reject(new Error('denied')),
      geolocation: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      'clipboard-read': () => navigator.clipboard.readText(),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      usb: async () => any['usb']?.['requestDevice']?.({ filters: [] }),
      serial: async () => any['serial']?.['requestPort']?.(),
      hid: async () => ((await any['hid']?.['requestDevice']?.({ filters: [] })) as unknown[] | undefined)?.[0] ?? Promise.reject(new Error('none')),
      bluetooth: async () => any['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true }),
      'wake lock': () => navigator.wakeLock.request('screen'),
      'persistent storage': async () => (await navigator.storage.persist()) || Promise.reject(new Error('denied')),
      'full screen': () => document.documentElement.requestFullscreen(),
      'pointer lock': async () => {
        await document.body.requestPointerLock();
        return document.pointerLockElement !== null || Promise.reject(new Error('denied'));
      },
      fonts: async () =>
        (await (window as unknown as { queryLocalFonts(): Promise<unknown[]> }).queryLocalFonts()).length > 0 || Promise.reject(new Error('none')),
      'window management': async () => (window as unknown as { getScreenDetails(): Promise<unknown> }).getScreenDetails(),
      idle: async () =>
        (await (window as unknown as { IdleDetector: { requestPermission(): Promise<string> } }).IdleDetector.requestPermission()) === 'granted' ||
        Promise.reject(new Error('denied')),
      'file system': async () => (window as unknown as { showOpenFilePicker(): Promise<unknown> }).showOpenFilePicker(),
      'protocol handler': async () => Promise.reject(navigator.registerProtocolHandler('web+evil', '/?x=%s')),
    };
    const results: string[] = [];
    for (const [name, ask] of Object.entries(asks)) {
      const never = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), 1_500));
      await Promise.race([ask(), never]).then(
        (value) => value !== undefined && results.push(name),
        () => undefined,
      );
    }
    const queried = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
      'background-sync',
      'persistent-storage',
      'screen-wake-lock',
      'storage-access',
      'window-management',
      'local-fonts',
      'idle-detection',
    ];
    for (const name of queried) {
      const state = await navigator.permissions.query({ name: name as PermissionName }).then(
        (status) => status.state,
        () => 'denied',
      );
      if (state === 'granted') results.push(`query ${name}`);
    }
    return results;
  });
  expect(granted).toEqual([]);
  expect(app.log('main')).toContain('a permission was refused');
});

test('text that the page shows may be copied on a click', async ({ app }) => {
  const { page, electron } = app;
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.id = 'copy-test';
    button.style.cssText = '';
    button.textContent = 'copy';
    button.addEventListener('click', () => void navigator.clipboard.writeText('copied text').then(() => button.setAttribute('data-done', '')));
    document.body.prepend(button);
  });
  await page.locator('#copy-test').click();
  await expect(page.locator('#copy-test[data-done]')).toHaveCount(1);
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('copied text');
});
