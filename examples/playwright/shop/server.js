import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

/** The shop under test: a page, a script and a little API. Prices are cents. */
const products = [
  { sku: "mug", name: "Mug", price: 950 },
  { sku: "soap", name: "Soap", price: 333 },
  { sku: "lamp", name: "Desk lamp", price: 4900 },
];
const orders = [];
let recommendationsAsked = 0;

const routes = {
  "GET /": (_request, response) => file(response, "index.html", "text/html; charset=utf-8"),
  "GET /shop.js": (_request, response) => file(response, "client.js", "text/javascript; charset=utf-8"),
  "GET /api/products": (_request, response) => json(response, 200, products),
  // The recommendations are computed when they are first asked for, and are there from the next time on.
  "GET /api/recommendations": (_request, response) =>
    ++recommendationsAsked === 1 ? json(response, 503, { retry: true }) : json(response, 200, [products[2]]),
  "POST /api/orders": (_request, response) => {
    orders.push({ number: orders.length + 1, steps: ["received", "paid", "packed", "shipped"], asked: 0 });
    json(response, 201, { number: orders.length });
  },
  "GET /api/orders": (request, response) => {
    const order = orders[Number(new URL(request.url, "http://shop").searchParams.get("number")) - 1];
    if (!order) return json(response, 404, {});
    json(response, 200, { status: order.steps[Math.min(order.asked++, order.steps.length - 1)] });
  },
};

const server = createServer((request, response) => {
  const route = routes[`${request.method} ${request.url.split("?")[0]}`];
  if (!route) return json(response, 404, {});
  Promise.resolve(route(request, response)).catch((error) => response.destroy(error));
});
server.listen(Number(process.env.SHOP_PORT ?? 0), "127.0.0.1", () => {
  console.log(`The shop is open at http://127.0.0.1:${server.address().port}`);
});

async function file(response, name, type) {
  const content = await readFile(new URL(name, import.meta.url));
  response.setHeader("content-type", type).end(content);
}

function json(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
