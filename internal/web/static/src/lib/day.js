// Days, as the ledger writes them: YYYY-MM-DD, in no time zone.

const months = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

const length = 86400000;

/** The UTC date of a day; of YYYY or YYYY-MM the first. NaN date if it is none. */
export function toDate(day) {
  const [y, m = 1, d = 1] = String(day).split("-").map(Number);
  const date = new Date(Date.UTC(2000, m - 1, d));
  date.setUTCFullYear(y);
  return date;
}

/** 26 August 2008, or with short 26 Aug 2008. */
export function written(day, short = false) {
  const date = typeof day === "string" ? toDate(day) : day;
  if (Number.isNaN(+date)) return String(day);
  const month = months[date.getUTCMonth()];
  return `${date.getUTCDate()} ${short ? month.slice(0, 3) : month} ${date.getUTCFullYear()}`;
}

/** A tick's label: as much of the date as tells it from its neighbours. */
export function tick(date) {
  const month = months[date.getUTCMonth()].slice(0, 3);
  if (date.getUTCDate() !== 1) return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
  if (date.getUTCMonth() !== 0) return `${month} ${date.getUTCFullYear()}`;
  return String(date.getUTCFullYear());
}

/** A stretch of days in words. */
export function between(first, last) {
  return first === last ? written(first) : `between ${written(first)} and ${written(last)}`;
}

/** The day that many days after 1 January 1970. */
export function ofNumber(days) {
  return new Date(days * length).toISOString().slice(0, 10);
}

/** How many days a day lies after 1 January 1970. */
export function toNumber(day) {
  return Math.round(+toDate(day) / length);
}
