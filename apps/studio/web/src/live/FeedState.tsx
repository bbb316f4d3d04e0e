import type { Feed } from './use-feed.ts';

const WORDS = {
  connecting: { shape: '○', text: 'Connecting …' },
  open: { shape: '●', text: 'Live' },
  lost: { shape: '○', text: 'Connection lost, trying again …' },
  refused: { shape: '▲', text: 'The server refused the live feed' },
} as const;

/** Whether the page hears what arrives. */
export function FeedState({ status, missed }: Pick<Feed, 'status' | 'missed'>) {
  const { shape, text } = WORDS[status];
  return (
    <p className={`feed-state ${status}`} role="status">
      <span aria-hidden="true">{shape}</span> {text}
      {missed > 0 && ` · ${missed} came too fast and are not shown`}
    </p>
  );
}
