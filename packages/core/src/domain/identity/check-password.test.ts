import { expect, test } from "vitest";
import { checkPassword } from "./check-password.ts";

const check = (password: string) => checkPassword(password, { email: "ada@example.org", path: "password" });

test.each([
  "password1234",
  "PassWord1234",
  "correct horse battery staple",
  "qwertyuiop123",
  "aaabbbaaabbbaaa",
  "Ada@Example.org",
])("%s is refused, by the name of the field", (password) => {
  const problem = expect.objectContaining({
    code: "weak_password",
    errors: [{ path: "password", message: expect.any(String) }],
  });
  expect(() => check(password)).toThrow(problem as Error);
});

test.each(["a quiet lake at dawn", "password1234 and more", "пароль подлиннее"])("%s is good enough", (password) => {
  expect(() => check(password)).not.toThrow();
});
