import { Problem } from "../problems.ts";

/**
 * Long enough to be let through, and among the first that are tried: of published lists the most frequent ones of
 * twelve characters and more.
 */
const common = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678901 0123456789012 987654321098
   111111111111 000000000000 222222222222 333333333333 555555555555 666666666666 777777777777 888888888888 999999999999
   121212121212 123123123123 112233445566 123456123456 123321123321 147258369147 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc
   1qaz2wsx3edc4rfv q1w2e3r4t5y6 qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopas qwertyuiopasdf qwertyuiopasdfgh
   qwerty123456 qwerty1234567 qwerty12345678 qwertyqwerty qwertyqwerty1 qwerty12qwerty qazwsxedcrfv zaq12wsxcde3
   asdfghjkl123 asdfasdfasdf asdfghjklqwerty zxcvbnmasdfg abcdefghijkl abcdefghijklm abcdef123456 abcd12345678
   abc123abc123 abc123456789 a1b2c3d4e5f6 aaaaaaaaaaaa aaaaaaaaaaaaa zzzzzzzzzzzz password1234 password12345
   password123456 password1234567 passwordpassword password123! password2024 password2025 password2026 password!123
   mypassword123 mypassword1234 p@ssw0rd1234 p@ssw0rd123! passw0rd1234 pa55word1234 administrator administrator1
   admin1234567 admin12345678 adminadmin12 adminadminadmin changeme1234 changeme12345 changemeplease welcome12345
   welcome123456 welcome1234! letmein12345 letmeinplease iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch
   trustno1trustno1 sunshine1234 princess1234 football1234 baseball1234 superman1234 michael12345 charlie12345
   correcthorsebatterystaple testtesttest testtest1234 test12345678 secretsecret
   supersecret1 supersecret123 default12345 computer1234 internet1234 google123456 facebook1234 linkedin1234
   minecraft123 fuckyou12345 unknown12345 liverpool123 manchester123 arsenal12345 spring202412 summer202412
   summer2025!! summer2026!! winter2025!! winter2026!! january12345 december1234`
    .split(/\s+/)
    .concat("correct horse battery staple"),
);

/**
 * Refuses passwords that are guessed first. How long they have to be stands in the contract. Throws Problem
 * `weak_password`, naming the field.
 */
export function checkPassword(password: string, { email, path }: { email: string; path: string }): void {
  const plain = password.toLowerCase();
  const message = common.has(plain)
    ? "It is one of the most common passwords."
    : new Set(plain).size < 4
      ? "It has too few different characters."
      : plain === email.toLowerCase()
        ? "It is the address itself."
        : null;
  if (message !== null) throw new Problem("weak_password", message, { errors: [{ path, message }] });
}
