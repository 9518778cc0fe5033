/** For a place that is empty and well: a boat on calm water. */
export function CalmSea() {
  return (
    <svg
      width={120}
      height={64}
      viewBox="0 0 120 64"
      fill="none"
      stroke="var(--ink3)"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M60 8v32M60 10l16 26H60M60 16L47 36h13" />
      <path d="M42 40h38l-6 10H48z" fill="var(--panel)" />
      <path d="M12 46h26M84 46h24M24 54h20M78 54h18M44 61h32" stroke="var(--line)" />
    </svg>
  );
}
