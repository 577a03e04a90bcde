package shop.shipping.smoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.shipping.Rates;

class RatesTest {
    private static final BigDecimal SMALL_ORDER = new BigDecimal("19.95");

    private final Rates rates = new Rates();

    @ParameterizedTest
    @CsvSource({"DE, 4.90", "AT, 9.90", "CH, 14.90"})
    void aLightParcelCostsTheBasePrice(String country, BigDecimal expected) {
        assertEquals(expected, rates.cost(country, 800, SMALL_ORDER));
    }

    @Test
    void everyStartedKilogramCostsExtra() {
        assertEquals(new BigDecimal("6.10"), rates.cost("DE", 1001, SMALL_ORDER));
        assertEquals(new BigDecimal("7.30"), rates.cost("DE", 3000, SMALL_ORDER));
    }

    @Test
    void unknownCountriesAreRefused() {
        var error = assertThrows(IllegalArgumentException.class, () -> rates.cost("AQ", 500, SMALL_ORDER));
        assertEquals("No shipping to AQ", error.getMessage());
    }

    @Test
    void parcelsAreNotHeavierThanACourierLifts() {
        assertThrows(IllegalArgumentException.class, () -> rates.cost("DE", 31_501, SMALL_ORDER));
    }
}
