/** A number of a JSON text that JavaScript cannot hold exactly: kept as it was written. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
  /** For JSON.stringify, which cannot print raw text: printJson does. */
  toJSON(): number {
    return Number(this.text);
  }
}
export type JsonNumeric = number | JsonNumber;

export const isNumber = (value: unknown): value is JsonNumeric =>
  typeof value === 'number' || value instanceof JsonNumber;
export const numberText = (value: JsonNumeric): string =>
  typeof value === 'number' ? String(value) : value.text;
/** A plain number where it prints as it was written. */
export const numberFromText = (text: string): JsonNumeric => {
  const number = Number(text);
  return String(number) === text ? number : new JsonNumber(text);
};

/** JSON text with every number as it was written. */
export function printJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printJson(member)}`).join(',')}}`;
}

/** As Haskell's Scientific shows a number: `1.5`, `3.0e9`, `5.0e-2`. */
export function printScientific(number: number): string {
  const withPoint = (text: string): string => (text.includes('.') ? text : `${text}.0`);
  const size = Math.abs(number);
  if (size === 0 || (size >= 0.1 && size < 1e7)) return withPoint(String(number));
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  return `${withPoint(digits)}e${Number(exponent)}`;
}
