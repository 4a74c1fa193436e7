import { isNumber, numberText, printJson } from '../base/json-number.ts';
import type { Encoding } from './sql.ts';

/** The text that Postgres is sent for a JSON value; null for SQL NULL. */
export function encodeValue(value: unknown, as: Encoding): string | null {
  if (value === null || value === undefined) return null;
  switch (as) {
    case 'json':
      return printJson(value);
    case 'scalar':
      return scalarText(value);
    case 'array':
      return Array.isArray(value) ? arrayLiteral(value, scalarText, ',') : scalarText(value);
    case 'json-array':
      return Array.isArray(value) ? arrayLiteral(value, printJson, ',') : printJson(value);
    case 'box-array':
      return Array.isArray(value) ? arrayLiteral(value, scalarText, ';') : scalarText(value);
  }
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isNumber(value)) return numberText(value);
  return printJson(value);
}

type Text = (value: unknown) => string;

function arrayLiteral(list: readonly unknown[], text: Text, between: string): string {
  const uniform = text === scalarText ? uniformLiteral(list, between) : null;
  if (uniform !== null) return uniform;
  let literal = '{';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) literal += between;
    literal += memberText(list[i], text, between);
  }
  return `${literal}}`;
}

/** Of numbers alone, or of texts that need no escaping: a batch has a hundred of them in every column. */
function uniformLiteral(list: readonly unknown[], between: string): string | null {
  const kind = typeof list[0];
  if (kind !== 'number' && kind !== 'string') return null;
  for (let i = 1; i < list.length; i++) if (typeof list[i] !== kind) return null;
  if (kind === 'number') return `{${list.join(between)}}`;
  return SPECIAL.test(list.join('')) ? null : `{"${list.join(`"${between}"`)}"}`;
}

function memberText(member: unknown, text: Text, between: string): string {
  if (member === null || member === undefined) return 'NULL';
  if (typeof member === 'number') return String(member);
  // A list within a list is a further dimension, but to json[] it is a value.
  if (Array.isArray(member) && text === scalarText) return arrayLiteral(member, text, between);
  const plain = text(member);
  return SPECIAL.test(plain) ? `"${plain.replaceAll(/["\\]/g, '\\$&')}"` : `"${plain}"`;
}

const SPECIAL = /["\\]/;
