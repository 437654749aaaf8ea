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

/** The last day of what a day, a month or a year is written as. */
export function lastOf(day) {
  const date = toDate(day);
  const parts = String(day).split("-").length;
  if (parts === 1) date.setUTCMonth(11, 31);
  else if (parts === 2) date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date;
}

/** 26 August 2008, or with short 26 Aug 2008; of 2008-08 August 2008, of 2008 2008. */
export function written(day, short = false) {
  const date = typeof day === "string" ? toDate(day) : day;
  if (Number.isNaN(+date)) return String(day);
  const parts = typeof day === "string" ? day.split("-").length : 3;
  const month = months[date.getUTCMonth()];
  const words = [String(date.getUTCFullYear())];
  if (parts > 1) words.unshift(short ? month.slice(0, 3) : month);
  if (parts > 2) words.unshift(String(date.getUTCDate()));
  return words.join(" ");
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
