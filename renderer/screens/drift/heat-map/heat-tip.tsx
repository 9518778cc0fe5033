import type { ReactNode } from 'react';
import styles from './heat-map.module.css';
import tipLook from '../../../ui/tip.module.css';

const AWAY_PX = 14;

/** What is under the pointer, in the window and not in the map: that would cut it. On the side where there is more room. */
export function HeatTip({
  at: { clientX, clientY },
  children,
}: {
  readonly at: { readonly clientX: number; readonly clientY: number };
  readonly children: ReactNode;
}) {
  const { innerWidth, innerHeight } = window;
  return (
    <div
      className={`${tipLook.tip} ${styles.tip}`}
      dir="auto"
      style={{
        ...(clientX > innerWidth / 2 ? { right: innerWidth - clientX + AWAY_PX } : { left: clientX + AWAY_PX }),
        ...(clientY > innerHeight / 2 ? { insetBlockEnd: innerHeight - clientY } : { insetBlockStart: clientY }),
      }}
    >
      {children}
    </div>
  );
}
