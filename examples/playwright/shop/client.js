const euros = (cents) => `${(cents / 100).toFixed(2)} €`;
const list = (section) => document.querySelector(`section[aria-label="${section}"] ul`);
const cart = new Map();
let pieces = 0;

document.querySelector("#order").addEventListener("click", order);
document.querySelector("section[aria-label=Recommended] button").addEventListener("click", recommend);

for (const product of await (await fetch("/api/products")).json()) list("Products").append(offer(product));

function offer(product) {
  return row(`${product.name}, ${euros(product.price)}`, `Add ${product.name}`, () => {
    const line = cart.get(product.sku) ?? { product, quantity: 0 };
    cart.set(product.sku, { product, quantity: line.quantity + 1 });
    pieces += 1;
    show();
  });
}

function show() {
  const lines = [...cart.values()];
  list("Cart").replaceChildren(
    ...lines.map(({ product, quantity }) =>
      row(`${quantity} × ${product.name}`, `Remove ${product.name}`, () => {
        cart.delete(product.sku);
        pieces -= 1;
        show();
      }),
    ),
  );
  const total = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  document.querySelector("[aria-label=total]").textContent = euros(total);
  document.querySelector("[aria-label='pieces in the cart']").textContent = pieces;
}

async function recommend() {
  const answer = await fetch("/api/recommendations");
  if (answer.ok) list("Recommended").replaceChildren(...(await answer.json()).map(offer));
}

async function order() {
  const status = document.querySelector("[role=status]");
  if (cart.size === 0) return (status.textContent = "The cart is empty.");
  if (!document.querySelector("[name=email]").value.includes("@"))
    return (status.textContent = "Where can we write to?");
  const { number } = await (await fetch("/api/orders", { method: "POST" })).json();
  const steps = [];
  while (steps.at(-1) !== "shipped") {
    const answer = await (await fetch(`/api/orders?number=${number}`)).json();
    steps.push(answer.status);
    status.textContent = `Order ${number}: ${steps.join(", ")}`;
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
}

function row(text, action, onClick) {
  const item = document.createElement("li");
  const label = Object.assign(document.createElement("span"), { textContent: text });
  const button = Object.assign(document.createElement("button"), { textContent: action });
  button.addEventListener("click", onClick);
  item.append(label, button);
  return item;
}
