import {
  baseOf,
  type RemoteInputValue,
  type RemoteInputValues,
  type RemoteType,
} from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import type { RemoteView } from './tracked.ts';

/** Which input values of a view are not shown, because metadata gives them or all that is in them. */
export interface Hidden {
  /** Null: the value is the client's to give. */
  presetOf(input: RemoteInputValue): RemoteValue | null;
  /** Those of the given ones that are hidden. */
  among(inputs: RemoteInputValues): ReadonlyMap<string, RemoteValue>;
  /** Whether something is hidden in values of the type, at any depth. */
  isWithin(type: string): boolean;
}

/** `typeNamed`: the types of the view, and those made of them. */
export function hiddenOf(
  typeNamed: (name: string) => RemoteType | undefined,
  presets: RemoteView['presets'],
): Hidden {
  const within = new Map<string, boolean>();
  const whole = new Map<string, RemoteValue | null>();

  const fieldsOf = (type: string): RemoteInputValues | null => {
    const found = typeNamed(type);
    return found?.kind === 'input' ? found.fields : null;
  };
  /** Where everything in an object is given, so is the object. */
  function objectOf(type: string): RemoteValue | null {
    const known = whole.get(type);
    if (known !== undefined) return known;
    whole.set(type, null); // what contains itself is never given as a whole
    const fields = fieldsOf(type);
    const given = fields ? among(fields) : new Map();
    const made: RemoteValue | null =
      fields && given.size === fields.size ? { kind: 'object', fields: given } : null;
    whole.set(type, made);
    return made;
  }
  const presetOf = (input: RemoteInputValue): RemoteValue | null =>
    presets.get(input) ?? objectOf(baseOf(input.type));

  function among(inputs: RemoteInputValues): ReadonlyMap<string, RemoteValue> {
    const found = new Map<string, RemoteValue>();
    for (const input of inputs.values()) {
      const value = presetOf(input);
      if (value !== null) found.set(input.name, value);
    }
    return found;
  }
  function isWithin(type: string): boolean {
    const known = within.get(type);
    if (known !== undefined) return known;
    within.set(type, false); // while its own ring is walked
    const fields = [...(fieldsOf(type)?.values() ?? [])];
    const found = fields.some((field) => presetOf(field) !== null || isWithin(baseOf(field.type)));
    within.set(type, found);
    return found;
  }
  return { presetOf, among, isWithin };
}
