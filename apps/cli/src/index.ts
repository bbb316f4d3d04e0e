export { run } from './program.ts';
export { type SimulationOptions, simulate } from './simulation/simulate.ts';
