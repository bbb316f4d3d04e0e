import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** How a file may travel, in the order of how small it gets. */
const WAYS = ['br', 'gzip'] as const;

/** A file, packed once and for all in every way that browsers understand. */
export interface PackedFile {
  bytes: Buffer;
  /** Only what is smaller than the file itself. */
  packed: Partial<Record<(typeof WAYS)[number], Buffer>>;
}

/** Packs a file as small as it gets; that takes a moment, once. */
export async function packFile(bytes: Buffer): Promise<PackedFile> {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  return {
    bytes,
    packed: {
      ...(br.length < bytes.length ? { br } : {}),
      ...(gz.length < bytes.length ? { gzip: gz } : {}),
    },
  };
}

/**
 * The smallest form of a file that a client takes.
 *
 * @param accepts its Accept-Encoding header; without one it gets the file as it is
 * @returns the name of the encoding too, empty for none
 */
export function choosePacking(
  { bytes, packed }: PackedFile,
  accepts: string | undefined,
): { encoding: '' | (typeof WAYS)[number]; bytes: Buffer } {
  const wanted = readAccepts(accepts ?? '');
  for (const encoding of WAYS) {
    const form = packed[encoding];
    if (form !== undefined && (wanted.get(encoding) ?? wanted.get('*') ?? false)) return { encoding, bytes: form };
  }
  return { encoding: '', bytes };
}

/** Whether each named encoding is taken: one of weight 0 is not. */
function readAccepts(header: string): Map<string, boolean> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.toLowerCase().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((q) => q !== undefined);
      return [name.trim(), Number(weight ?? 1) > 0];
    }),
  );
}
