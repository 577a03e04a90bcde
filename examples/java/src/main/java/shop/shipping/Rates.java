package shop.shipping;

import java.math.BigDecimal;
import java.util.Map;

/** What it costs to send a parcel. */
public final class Rates {
    static final BigDecimal FREE_FROM = new BigDecimal("50.00");
    static final BigDecimal FREE = new BigDecimal("0.00");
    static final int MAX_GRAMS = 31_500;

    private static final Map<String, BigDecimal> BASE = Map.of(
        "DE", new BigDecimal("4.90"),
        "AT", new BigDecimal("9.90"),
        "CH", new BigDecimal("14.90"));
    private static final BigDecimal PER_STARTED_KILO = new BigDecimal("1.20");

    /**
     * The cost for an order worth {@code orderValue}. The first kilogram is in the base price.
     *
     * @throws IllegalArgumentException when nothing is shipped there, or not as heavy
     */
    public BigDecimal cost(String country, int grams, BigDecimal orderValue) {
        BigDecimal base = BASE.get(country);
        if (base == null) {
            throw new IllegalArgumentException("No shipping to " + country);
        }
        if (grams < 1 || grams > MAX_GRAMS) {
            throw new IllegalArgumentException("A parcel weighs 1 to " + MAX_GRAMS + " g, not " + grams);
        }
        if (orderValue.compareTo(FREE_FROM) > 0 || orderValue.equals(FREE_FROM)) {
            return FREE;
        }
        int kilos = (grams + 999) / 1000;
        return base.add(PER_STARTED_KILO.multiply(BigDecimal.valueOf(kilos - 1L)));
    }
}
