package backup.holdfast.restic.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address written in digits, or a range of them such as {@code 10.0.0.0/8}. Never looks a name up. */
record NetworkRange(InetAddress address, int prefixLength) {

    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*");

    static Optional<NetworkRange> parse(String text) {
        int slash = text.indexOf('/');
        String digits = (slash < 0 ? text : text.substring(0, slash)).replaceAll("^\\[|\\]$", "");
        if (!V4.matcher(digits).matches() && !V6.matcher(digits).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(digits);
            int bits = address.getAddress().length * Byte.SIZE;
            int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return length < 0 || length > bits ? Optional.empty() : Optional.of(new NetworkRange(address, length));
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    boolean contains(NetworkRange other) {
        byte[] own = address.getAddress();
        byte[] others = other.address.getAddress();
        if (own.length != others.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((own[bit / Byte.SIZE] & mask) != (others[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
