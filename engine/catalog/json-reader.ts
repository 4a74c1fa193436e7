import { EngineError } from '../base/error.ts';

/**
 * JSON of another server, read piece by piece; what is not as expected is refused in the words of the original's JSON
 * library: `Error in $.types[1].name: parsing Name failed, expected String, but encountered Null`.
 */
export class JsonReader {
  readonly #value: unknown;
  readonly #path: string;
  constructor(value: unknown, path = '$') {
    this.#value = value;
    this.#path = path;
  }

  fail(message: string): never {
    throw new EngineError('remote-schema-error', `Error in ${this.#path}: ${message}`);
  }

  /** The member of an object that must be there. */
  get(key: string, what = 'Object'): JsonReader {
    const object = this.#object(what);
    if (!Object.hasOwn(object, key)) this.fail(`key ${JSON.stringify(key)} not found`);
    return new JsonReader(object[key], `${this.#path}.${key}`);
  }
  /** Null where it is absent or null. */
  find(key: string, what = 'Object'): JsonReader | null {
    const value = this.#object(what)[key];
    return value === undefined || value === null
      ? null
      : new JsonReader(value, `${this.#path}.${key}`);
  }
  /** The same value, as if it were the whole. */
  alone(): JsonReader {
    return new JsonReader(this.#value);
  }

  list(): readonly JsonReader[] {
    const value = this.#value;
    if (!Array.isArray(value)) return this.#mismatch('[]', 'Array');
    return value.map((member, i) => new JsonReader(member, `${this.#path}[${i}]`));
  }
  text(what = 'Text'): string {
    const value = this.#value;
    return typeof value === 'string' ? value : this.#mismatch(what, 'String');
  }
  name(): string {
    const text = this.text('Name');
    return NAME.test(text) ? text : this.fail(`${text} is not a valid GraphQL name`);
  }

  #object(what: string): Readonly<Record<string, unknown>> {
    const value = this.#value;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : this.#mismatch(what, 'Object');
  }
  #mismatch(what: string, expected: string): never {
    return this.fail(
      `parsing ${what} failed, expected ${expected}, but encountered ${kindOf(this.#value)}`,
    );
  }
}

const NAME = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'Null';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  if (typeof value === 'string') return 'String';
  return typeof value === 'boolean' ? 'Boolean' : 'Number';
}
