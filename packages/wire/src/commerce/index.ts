export type { CommerceTable, FieldRule, NameRule } from './commerce-table.ts';
