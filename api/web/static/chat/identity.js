const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = "10X98765432";

/** Whether a resident ID number is well formed (GB 11643). Only a help against slips; the service decides. */
export function looksLikeIdNumber(text) {
  const number = text.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return CHECK_CHARACTERS[sum % 11] === number[17];
}

/** Whether a text could be a mobile or landline number. */
export function looksLikePhone(text) {
  return /^(\+?86)?(1\d{10}|0\d{2,3}-?\d{7,8})$/.test(text.replace(/[\s-]/g, ""));
}
