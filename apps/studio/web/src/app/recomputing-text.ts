/** How far the history of a changed map is made, in visitors. */
export interface RecomputingState {
  /** Version of the map that answers meanwhile, if one does. */
  answering: string | null;
  done: number;
  total: number;
}

/**
 * A sentence for {@link RecomputingState}.
 * @param since when, in ms, so much was seen to be done first; gives the time left
 * @example recomputingText({ answering: '8f…', done: 400, total: 1000 }, { at: 0, done: 0 }, 60_000)
 * // 'The map has changed: its journeys are 40 % made, about 2 min left. Until then, the answers are those of the map before.'
 */
export function recomputingText(
  { answering, done, total }: RecomputingState,
  since: { at: number; done: number } | null,
  now: number,
): string {
  const share = total === 0 ? 0 : Math.floor((100 * done) / total);
  const made = since === null ? 0 : done - since.done;
  const seconds = since === null || made <= 0 ? undefined : (((total - done) / made) * (now - since.at)) / 1000;
  const left =
    seconds === undefined
      ? ''
      : seconds < 60
        ? ', less than a minute left'
        : `, about ${Math.ceil(seconds / 60)} min left`;
  return answering === null
    ? `The journeys of this map are ${share} % made${left}. Until then, answers take longer.`
    : `The map has changed: its journeys are ${share} % made${left}. Until then, the answers are those of the map before.`;
}
