package shop.shipping.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import shop.shipping.Rates;

class FreeShippingTest {
    private static final BigDecimal FREE = new BigDecimal("0.00");

    private final Rates rates = new Rates();

    @Test
    void aLargeOrderShipsForFree() {
        assertEquals(FREE, rates.cost("CH", 900, new BigDecimal("120.00")));
    }

    @Test
    void aCentBelowTheLimitIsNotEnough() {
        assertEquals(new BigDecimal("4.90"), rates.cost("DE", 900, new BigDecimal("49.99")));
    }

    /** Fails, and is right to: 50.0 and 50.00 are the same value and still not equal(). */
    @Test
    void anOrderOfExactlyTheLimitShipsForFree() {
        assertEquals(FREE, rates.cost("DE", 900, new BigDecimal("50.0")));
    }

    @Test
    @Disabled("islands get their own rates next season")
    void islandsCostExtra() {
        assertEquals(new BigDecimal("19.90"), rates.cost("DE-HELGOLAND", 900, new BigDecimal("20.00")));
    }
}
