// Runs as a child process: turns the ClickHouse inside libchdb into an HTTP server and stays until it is killed.
import { libchdbPath } from 'chdb/libchdb';
import { DataType, load, open } from 'ffi-rs';

const [httpPort, tcpPort, path, configFile] = process.argv.slice(2);

open({ library: 'chdb', path: libchdbPath() });
const args = [
  'clickhouse',
  `--http_port=${httpPort}`,
  `--tcp_port=${tcpPort}`,
  '--listen_host=127.0.0.1',
  `--path=${path}`,
  ...(configFile === undefined ? [] : [`--config-file=${configFile}`]),
  '--multiquery',
  '--query=SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(1) FROM numbers(1000000) SETTINGS max_block_size=1 FORMAT Null',
];
load({
  library: 'chdb',
  funcName: 'query_stable_v2',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
});
