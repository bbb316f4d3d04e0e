import { decodeBase64 } from '../dialect/base64.ts';
import { type Fields, fieldsOf, isFields, own, textIn } from '../dialect/fields.ts';
import { Refusal } from '../normalise/refusal.ts';

/** JSON that names its schema. */
export interface SelfDescribing {
  vendor: string;
  name: string;
  data: Fields;
}

const SCHEMA = /^iglu:([^/]+)\/([^/]+)\/jsonschema\/\d+-\d+-\d+$/;

/** Takes apart `{ schema: 'iglu:vendor/name/jsonschema/1-0-0', data }`; undefined where it is nothing of the kind. */
function selfDescribing(value: unknown): SelfDescribing | undefined {
  const fields = fieldsOf(value);
  const [, vendor, name] = SCHEMA.exec(textIn(fields, 'schema') ?? '') ?? [];
  if (vendor === undefined || name === undefined) return undefined;
  return { vendor, name, data: fieldsOf(own(fields, 'data')) };
}

/** What the self-describing event of a payload holds, plain (`ue_pr`) or in base64 (`ue_px`). */
export function unstructEvent(payload: Fields): SelfDescribing | undefined {
  const outer = embedded(payload, 'ue_pr', 'ue_px');
  return outer === undefined ? undefined : selfDescribing(own(outer, 'data'));
}

/** The entities of a payload, plain (`co`) or in base64 (`cx`). */
export function entitiesOf(payload: Fields): SelfDescribing[] {
  const outer = embedded(payload, 'co', 'cx');
  const data = outer === undefined ? undefined : own(outer, 'data');
  return Array.isArray(data) ? data.flatMap((one) => selfDescribing(one) ?? []) : [];
}

function embedded(payload: Fields, plain: string, encoded: string): Fields | undefined {
  const text = textIn(payload, plain);
  const base64 = textIn(payload, encoded);
  const field = text === undefined ? encoded : plain;
  const json = text ?? (base64 === undefined ? undefined : (decodeBase64(base64) ?? ''));
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (isFields(value)) return value;
  } catch {
    // Told below.
  }
  throw new Refusal('bad_event', field, `The field "${field}" holds no JSON object; send it as the tracker makes it.`);
}
