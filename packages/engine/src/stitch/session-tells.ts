/** What a session tells of where it came from: columns of an event, and of a journey where they are kept by session. */
export const SESSION_TELLS = {
  channel: 'session_channels',
  source: 'session_sources',
  campaign: 'session_campaigns',
} as const;

type Told = keyof typeof SESSION_TELLS;
const TOLD = Object.keys(SESSION_TELLS) as Told[];

/** Whether each session has a dimension of its own, rather than the journey one for all of them. */
export function isSessionTold(dimension: string): dimension is Told {
  return dimension in SESSION_TELLS;
}

/** Texts that make the columns of {@link SESSION_TELLS}, each a list of columns to select, one over the other. */
export interface SessionTells {
  /** Over the touchpoints of a person: `tells`, those that say where the session came from, few of them. */
  tells: string;
  /** Over that: for each column, in which session it was told, 0 where it was not. */
  tellers: string;
  /** Over both and `keys`, the sessions of a journey in the order in which they begin in it: the columns. */
  columns: string;
}

/**
 * A session's own channel, source and campaign: each what the first of its touchpoints that knows it says, so that the
 * second journey of a session that a purchase cut in two knows where it came from as well. Kept by session of a journey,
 * since whom an order is owed to would else be read off the whole history of events.
 * @param of array of a column over the touchpoints of a person
 */
export function sessionTells(of: (name: string) => string): SessionTells {
  const told = TOLD.map((name) => of(name));
  return {
    tells: `arrayFilter(x -> ${TOLD.map((_, i) => `x.${i + 2} != ''`).join(' OR ')}, arrayZip(${[of('session'), ...told].join(', ')})) AS tells`,
    tellers: TOLD.map(
      (name, i) => `arrayMap(x -> if(x.${i + 2} = '', toUInt64(0), x.1), tells) AS tellers_${name}`,
    ).join(', '),
    // The first of all; past the end of an array is an empty text.
    columns: TOLD.map(
      (name, i) => `arrayMap(key -> tells.${i + 2}[indexOf(tellers_${name}, key)], keys) AS ${SESSION_TELLS[name]}`,
    ).join(',\n  '),
  };
}
