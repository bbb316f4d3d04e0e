// The shapes in which analytics products ask the same questions, written from their public descriptions, over tables that
// are laid out for them: the same events, the same ClickHouse.

const SITE = 'shop';
const run = (connection, text, params = {}) => connection.run({ text, params });
const rows = (connection, text) => connection.rows({ text, params: {} });

/**
 * `rival_events`: events sorted by site, day, event and a hash of the device, with the person that the device stood for
 * when they came in, and `rival_overrides`: devices whose person is another one by now.
 *
 * `rival_visits`: events sorted by site, hour and visit, where a visit is our journey. That the table knows journeys at all
 * is a gift: no product has them, and finding them would cost more than the question.
 */
export async function makeRivals(connection, touchpoints, say) {
  await run(
    connection,
    `CREATE TABLE rival_overrides (site LowCardinality(String), device String, person UUID, version Int64)
    ENGINE = ReplacingMergeTree(version) ORDER BY (site, device)`,
  );
  await run(
    connection,
    `INSERT INTO rival_overrides
    SELECT '${SITE}', device, reinterpretAsUUID(sipHash128(first)), 1 FROM (
      SELECT min(visitor_id) AS first, arrayJoin(groupArray(visitor_id)) AS device FROM links FINAL WHERE site = '${SITE}' GROUP BY user_id
    ) WHERE device != first`,
  );
  await run(
    connection,
    `CREATE TABLE rival_events
    (site LowCardinality(String), at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), event String CODEC(ZSTD(1)), device String CODEC(ZSTD(1)), person UUID)
    ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (site, toDate(at), event, cityHash64(device))`,
  );
  await run(
    connection,
    `INSERT INTO rival_events SETTINGS max_insert_threads = 2, min_insert_block_size_rows = 4000000, min_insert_block_size_bytes = 1000000000
    SELECT site, time, name, visitor_id, reinterpretAsUUID(sipHash128(visitor_id)) FROM events FINAL WHERE site = '${SITE}'`,
  );
  say('rival_events made');
  await run(
    connection,
    `CREATE TABLE rival_visits
    (site LowCardinality(String), at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), event String CODEC(ZSTD(1)), visit UUID)
    ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (site, toStartOfHour(at), visit, at)`,
  );
  const codes = touchpoints.map(({ code }) => code).join(', ');
  const ids = touchpoints.map(({ id }) => `'${id}'`).join(', ');
  await run(
    connection,
    `INSERT INTO rival_visits SETTINGS max_insert_threads = 2, min_insert_block_size_rows = 4000000, min_insert_block_size_bytes = 1000000000
    SELECT site, start + toIntervalMillisecond(o), transform(code, [${codes}], [${ids}], '(other)'), visit
    FROM (SELECT site, start, d, reinterpret(s, 'Array(UInt8)') AS codes, reinterpretAsUUID(sipHash128(person_id, number)) AS visit FROM journeys FINAL WHERE deleted = 0)
    ARRAY JOIN d AS o, codes AS code`,
  );
  say('rival_visits made');
}

/** Events of the steps with the person they belong to today. */
const persons = (steps, columns) => `SELECT if(empty(o.device), e.person, o.person) AS whom, ${columns}
    FROM rival_events AS e
    LEFT JOIN (SELECT device, argMax(person, version) AS person FROM rival_overrides WHERE site = '${SITE}' GROUP BY device) AS o ON e.device = o.device
    WHERE e.site = '${SITE}' AND e.event IN (${steps.map((step) => `'${step}'`).join(', ')})`;

/** How many came to each step, of how many stopped at which. */
async function reached(connection, steps, levels) {
  const counted = await rows(
    connection,
    `SELECT level, toFloat64(count()) AS persons FROM (${levels}) GROUP BY level SETTINGS join_use_nulls = 0`,
  );
  return steps.map((_, i) => counted.reduce((sum, { level, persons: many }) => sum + (level > i ? many : 0), 0));
}

/** `windowFunnel` over the persons' events. */
export function windowFunnel(connection, steps, windowMs) {
  const conditions = steps.map((step) => `event = '${step}'`).join(', ');
  return reached(
    connection,
    steps,
    `SELECT whom, windowFunnel(${windowMs})(moment, ${conditions}) AS level
  FROM (${persons(steps, 'toUInt64(toUnixTimestamp64Milli(e.at)) AS moment, e.event AS event')}) GROUP BY whom`,
  );
}

/** The same for each visit, on the table that knows them: nobody's person has to be looked up. */
export function windowFunnelOfVisits(connection, steps, windowMs) {
  const conditions = steps.map((step) => `event = '${step}'`).join(', ');
  return reached(
    connection,
    steps,
    `SELECT visit, windowFunnel(${windowMs})(toUInt64(toUnixTimestamp64Milli(at)), ${conditions}) AS level
  FROM rival_visits WHERE site = '${SITE}' AND event IN (${steps.map((step) => `'${step}'`).join(', ')}) GROUP BY visit`,
  );
}

/**
 * Window functions in one another: for each event, when the next one of the last step comes; of that, when the first
 * event of the step before comes that has it; and so on to the first step, one pass for each step.
 */
export function nestedWindows(connection, steps, windowMs) {
  const last = steps.length;
  const over = 'OVER (PARTITION BY whom ORDER BY moment DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)';
  // `tK_M`: when step M is reached by the earliest chain that goes on from here with step K.
  let relation = `SELECT whom, moment, event FROM (${persons(steps, 'toUnixTimestamp64Milli(e.at) AS moment, e.event AS event')})`;
  for (let k = last; k >= 2; k--) {
    const before = k === last ? [] : Array.from({ length: last - k }, (_, i) => k + 1 + i);
    const columns = [
      `minIf(moment, event = '${steps[k - 1]}') ${over} AS next${k}_${k}`,
      ...before.map(
        (m) => `minIf(t${k + 1}_${m}, event = '${steps[k - 1]}' AND t${k + 1}_${m} > 0) ${over} AS next${k}_${m}`,
      ),
    ];
    relation = `SELECT whom, moment, event, ${[k, ...before].map((m) => `next${k}_${m} AS t${k}_${m}`).join(', ')} FROM (SELECT *, ${columns.join(', ')} FROM (${relation}))`;
  }
  const within = (m) => `t2_${m} > 0 AND t2_${m} - moment <= ${windowMs}`;
  const level = Array.from({ length: last - 1 }, (_, i) => last - i).map((m) => `${within(m)}, ${m}`);
  return reached(
    connection,
    steps,
    `SELECT whom, max(multiIf(${level.join(', ')}, 1)) AS level FROM (${relation}) WHERE event = '${steps[0]}' GROUP BY whom`,
  );
}

/** The events of each visit in an array, cut to the first six (runs taken as one). */
export async function arrayPaths(connection, depth, limit) {
  const found = await rows(
    connection,
    `SELECT arrayStringConcat(path, ' > ') AS way, toFloat64(count()) AS visits
    FROM (
      SELECT visit, arrayCompact(arrayMap(x -> x.2, arraySort(groupArray((at, event))))) AS events,
        arrayPushBack(arraySlice(events, 1, ${depth}), if(length(events) > ${depth}, '(beyond)', '(end)')) AS path
      FROM rival_visits WHERE site = '${SITE}' GROUP BY visit
    )
    GROUP BY path ORDER BY visits DESC, path LIMIT ${limit}`,
  );
  return found.map(({ way, visits }) => [visits, way]);
}

/** What follows each event, by lead(), with the times between. */
export async function leadGraph(connection) {
  const found = await rows(
    connection,
    `SELECT event, next, toFloat64(count()) AS walked, quantilesExactInclusive(0.5, 0.9)(toUnixTimestamp64Milli(later) - toUnixTimestamp64Milli(at)) AS waits
    FROM (
      SELECT event, at, leadInFrame(event) ${FOLLOWING} AS next, leadInFrame(at) ${FOLLOWING} AS later
      FROM rival_visits WHERE site = '${SITE}'
    )
    WHERE next != '' GROUP BY event, next`,
  );
  return found.map(({ event, next, walked, waits }) => `${event} > ${next} ${walked} ${waits.join(' ')}`).sort();
}
const FOLLOWING = 'OVER (PARTITION BY visit ORDER BY at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)';
