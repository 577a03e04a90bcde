package shop.shipping;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Follows a parcel by asking the carrier again and again. */
public final class Tracking {
    public static final String DELIVERED = "delivered";

    private final Duration interval;
    private final Consumer<String> onStation;

    public Tracking(Duration interval, Consumer<String> onStation) {
        this.interval = interval;
        this.onStation = onStation;
    }

    /**
     * Waits for the parcel to be delivered and returns how often the carrier was asked.
     *
     * @throws TimeoutException when the carrier knows no more and the parcel is not delivered
     */
    public int follow(Iterator<String> carrier) throws TimeoutException, InterruptedException {
        for (int asked = 1; carrier.hasNext(); asked++) {
            String station = carrier.next();
            onStation.accept(station);
            if (station.equals(DELIVERED)) {
                return asked;
            }
            Thread.sleep(interval.toMillis());
        }
        throw new TimeoutException("The carrier has lost the parcel");
    }
}
