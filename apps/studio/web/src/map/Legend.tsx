/** What the parts of the picture mean. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <rect width="14" height="14" fill="var(--bar)" />
        </svg>
        went on
      </li>
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <path d="M0 4L4 0M0 9L9 0M0 14L14 0M5 14L14 5M10 14L14 10" stroke="var(--bar)" strokeWidth="2" />
        </svg>
        still deciding
      </li>
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <rect width="14" height="14" fill="var(--drop)" />
        </svg>
        left
      </li>
    </ul>
  );
}
