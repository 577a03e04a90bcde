package shop.shipping.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import shop.shipping.Tracking;

class TrackingTest {
    @Test
    void aParcelIsFollowedUntilItIsDelivered() throws Exception {
        var tracking = new Tracking(Duration.ofMillis(500), station -> System.out.println("  parcel 4711: " + station));
        var stations = List.of("picked up", "sorting centre Leipzig", "out for delivery", "nobody home", "delivered");
        assertEquals(5, tracking.follow(stations.iterator()));
    }

    @Test
    void aLostParcelIsReported() {
        var tracking = new Tracking(Duration.ZERO, station -> {});
        assertThrows(TimeoutException.class, () -> tracking.follow(List.of("picked up").iterator()));
    }
}
