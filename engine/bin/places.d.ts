export function openPlaces(file: string): (line: number, column: number) => string | undefined;
