export { createRabbitmqQueue, type RabbitmqQueue, type RabbitmqQueueOptions } from "./rabbitmq-queue.ts";
