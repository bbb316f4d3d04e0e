/** Where the collector says what happens; a pino logger is one. Never given addresses or bodies. */
export interface Logger {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {} };
