import { describe, expect, test } from 'vitest';
import { FIRST_WINDOW_STATE, nextZoom, placeWindow, WindowState } from './window-state';

const laptop = { x: 0, y: 25, width: 1_440, height: 875 };
const beside = { x: 1_440, y: 0, width: 2_560, height: 1_440 };

describe('placeWindow', () => {
  test('the first window is centred and fits', () => {
    expect(placeWindow(null, [laptop])).toEqual({ width: 1_320, height: 860 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1_024, height: 600 }])).toEqual({ width: 1_024, height: 600 });
  });

  test('a window comes back where it was, on any display', () => {
    const was = { x: 1_600, y: 100, width: 1_000, height: 700 };
    expect(placeWindow(was, [laptop, beside])).toEqual(was);
  });

  test('a window of a display that is gone opens in the middle of the main one, no larger than it', () => {
    expect(placeWindow({ x: 1_600, y: 100, width: 2_000, height: 1_200 }, [laptop])).toEqual({ width: 1_440, height: 875 });
  });

  test('a window of which only an edge would show is brought back', () => {
    expect(placeWindow({ x: 1_400, y: 100, width: 1_000, height: 700 }, [laptop])).toEqual({ width: 1_000, height: 700 });
    expect(placeWindow({ x: 0, y: 890, width: 1_000, height: 700 }, [laptop])).toEqual({ width: 1_000, height: 700 });
  });

  test('a title bar never hides above the work area', () => {
    expect(placeWindow({ x: 10, y: 10, width: 1_000, height: 700 }, [laptop])).toEqual({ x: 10, y: 25, width: 1_000, height: 700 });
  });

  test('without any display it still has a size', () => {
    expect(placeWindow({ x: 5, y: 5, width: 1, height: 1 }, [])).toEqual({ width: 720, height: 480 });
  });
});

test.each([
  { ...FIRST_WINDOW_STATE, route: 'https://evil.example/' },
  { ...FIRST_WINDOW_STATE, route: `#${'x'.repeat(9_000)}` },
  { ...FIRST_WINDOW_STATE, bounds: { x: 0, y: 0, width: -1, height: 5 } },
  { ...FIRST_WINDOW_STATE, zoomLevel: 99 },
])('a state that is not possible is not taken: %#', (state) => {
  expect(WindowState.safeParse(state).success).toBe(false);
});

test('the zoom steps up to 250 %, down to 58 %, and back', () => {
  expect(nextZoom(0, 'zoom-in')).toBe(0.5);
  expect(nextZoom(5, 'zoom-in')).toBe(5);
  expect(nextZoom(-3, 'zoom-out')).toBe(-3);
  expect(nextZoom(4, 'zoom-reset')).toBe(0);
});
