/** Columns of table `journeys`, in its order. */
export const JOURNEY_COLUMNS = [
  'site',
  'map_version',
  'person_id',
  'number',
  'start',
  'end',
  'closed',
  's',
  'd',
  'long_d',
  'session',
  'head',
  'whole_start',
  'whole_s',
  'whole_d',
  'stage_first',
  'stage_advanced',
  'stage_looped',
  'goal_at',
  'visitors',
  'sessions',
  'session_channels',
  'session_sources',
  'session_campaigns',
  'goal_sessions',
  'device',
  'channel',
  'source',
  'campaign',
  'country',
  'browser',
  'os',
  'landing',
  'returning',
  'orders',
  'order_values',
  'order_currencies',
  'version',
  'deleted',
] as const;

/** Those that are read off the sequences of the journey, or of all of its person's. */
const OF_SEQUENCES: ReadonlySet<string> = new Set(['head', 'whole_start', 'whole_s', 'whole_d']);

/** What stays of a journey whose touchpoints are called something else. */
export const RENAMED_COLUMNS: readonly string[] = JOURNEY_COLUMNS.filter((name) => !OF_SEQUENCES.has(name));
