import type { ReactNode } from 'react';

/** A picture that stands in the page, and alone once it is saved. */
export interface PictureSvgProps {
  /** Px. */
  width: number;
  height: number;
  /** What it says, for those who cannot see it. */
  description: string;
  children: ReactNode;
}

/** What every picture of the stages is drawn in. */
export function PictureSvg({ width, height, description, children }: PictureSvgProps) {
  return (
    <svg
      role="img"
      aria-label={description}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      fontFamily="system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {children}
    </svg>
  );
}
