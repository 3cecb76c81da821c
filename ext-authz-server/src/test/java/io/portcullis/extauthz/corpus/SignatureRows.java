package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.invalid;
import static io.portcullis.extauthz.corpus.CorpusRow.token;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.math.BigInteger;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows 70 to 76: signatures. */
final class SignatureRows {
  private static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final Setting setting;
  private final List<CorpusRow> rows = new ArrayList<>();

  SignatureRows(Setting setting) {
    this.setting = setting;
  }

  List<CorpusRow> rows() {
    es256();
    ed25519();
    rs256();
    for (SigningKeys keys : List.of(House.ES256, House.ED25519, House.RS256)) {
      rows.add(token(76, keys.headerName() + " good", setting.draft(keys).signed(), "ok"));
    }
    return rows;
  }

  private void es256() {
    rows.add(row(70, House.ES256, "64 zero bytes", new byte[64]));
    BigInteger one = BigInteger.ONE;
    for (BigInteger r : List.of(BigInteger.ZERO, one, N.subtract(one), N)) {
      for (BigInteger s : List.of(BigInteger.ZERO, one, N.subtract(one), N)) {
        rows.add(row(70, House.ES256, "r = " + r + ", s = " + s, join(bytes(r, 32), bytes(s, 32))));
      }
    }
    rows.add(
        invalid(
            71,
            "DER",
            setting.draft(House.ES256).signedBy(m -> House.ES256.sign(m, "SHA256withECDSA"))));
    for (int length : new int[] {0, 1, 2, 16, 32, 63, 65, 66, 96, 128}) {
      rows.add(row(72, House.ES256, length + " bytes", new byte[length]));
      rows.add(
          changed(72, House.ES256, "cut or filled to " + length, s -> Arrays.copyOf(s, length)));
    }
    rows.add(changed(72, House.ES256, "zero before each half", SignatureRows::widened));
    rows.add(changed(73, House.ES256, "r + n", s -> shifted(s, N)));
    rows.add(changed(73, House.ES256, "r + 256n", s -> shifted(s, N.shiftLeft(8))));
  }

  private void ed25519() {
    rows.add(changed(74, House.ED25519, "S + L", s -> plusOrder(s, L)));
    rows.add(changed(74, House.ED25519, "S + 2L", s -> plusOrder(s, L.shiftLeft(1))));
    rows.add(changed(74, House.ED25519, "S all ones", s -> filled(s, 32, 64)));
    rows.add(changed(74, House.ED25519, "R not canonical", s -> filled(s, 0, 32)));
    rows.add(row(74, House.ED25519, "64 zero bytes", new byte[64]));
    rows.add(changed(75, House.ED25519, "63 bytes", s -> Arrays.copyOf(s, 63)));
    rows.add(changed(75, House.ED25519, "65 bytes", s -> Arrays.copyOf(s, 65)));
    rows.add(row(75, House.ED25519, "none", new byte[0]));
  }

  private void rs256() {
    BigInteger n = ((RSAPublicKey) House.RS256.pair().getPublic()).getModulus();
    rows.add(row(76, House.RS256, "0", new byte[256]));
    rows.add(row(76, House.RS256, "1", bytes(BigInteger.ONE, 256)));
    rows.add(row(76, House.RS256, "n - 1", bytes(n.subtract(BigInteger.ONE), 256)));
    rows.add(row(76, House.RS256, "n", bytes(n, 256)));
    rows.add(changed(76, House.RS256, "n + s", s -> n.add(new BigInteger(1, s)).toByteArray()));
    rows.add(changed(76, House.RS256, "leading zero", s -> join(new byte[1], s)));
    rows.add(changed(76, House.RS256, "first byte gone", s -> Arrays.copyOfRange(s, 1, 256)));
    rows.add(changed(76, House.RS256, "trailing zero", s -> Arrays.copyOf(s, 257)));
    rows.add(
        invalid(
            76,
            "SHA-1",
            setting.draft(House.RS256).signedBy(m -> House.RS256.sign(m, "SHA1withRSA"))));
    rs256Paddings();
  }

  /** RFC 8017 9.2, changed where a lenient reader would not look. */
  private void rs256Paddings() {
    rows.add(padded("a padding byte changed", m -> changedAt(m, 9, 0xfe)));
    rows.add(padded("block type 2", m -> changedAt(m, 1, 2)));
    rows.add(padded("no separator", m -> changedAt(m, m.length - 52, 0xff)));
    rows.add(padded("other algorithm", m -> changedAt(m, m.length - 34, 6)));
    rows.add(padded("short padding, rest after the hash", SignatureRows::shortPadding));
  }

  private CorpusRow padded(String what, UnaryOperator<byte[]> change) {
    return changed(76, House.RS256, what, s -> sealed(change.apply(opened(s))));
  }

  private static byte[] opened(byte[] signature) {
    RSAPublicKey key = (RSAPublicKey) House.RS256.pair().getPublic();
    BigInteger s = new BigInteger(1, signature);
    return bytes(s.modPow(key.getPublicExponent(), key.getModulus()), signature.length);
  }

  private static byte[] sealed(byte[] padded) {
    RSAPrivateKey key = (RSAPrivateKey) House.RS256.pair().getPrivate();
    BigInteger m = new BigInteger(1, padded);
    return bytes(m.modPow(key.getPrivateExponent(), key.getModulus()), padded.length);
  }

  private static byte[] changedAt(byte[] padded, int index, int value) {
    padded[index] = (byte) value;
    return padded;
  }

  /** Eight bytes of padding, the hash, and then whatever. */
  private static byte[] shortPadding(byte[] padded) {
    byte[] moved = new byte[padded.length];
    System.arraycopy(padded, 0, moved, 0, 10);
    System.arraycopy(padded, padded.length - 52, moved, 10, 52);
    return moved;
  }

  private CorpusRow row(int number, SigningKeys keys, String what, byte[] signature) {
    return changed(number, keys, what, ignored -> signature);
  }

  private CorpusRow changed(
      int number, SigningKeys keys, String what, UnaryOperator<byte[]> change) {
    TokenDraft draft = setting.draft(keys);
    return invalid(
        number, keys.headerName() + " " + what, draft.signedBy(m -> change.apply(keys.sign(m))));
  }

  private static byte[] shifted(byte[] signature, BigInteger by) {
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, 32)).add(by);
    byte[] wide = r.toByteArray();
    return join(wide, Arrays.copyOfRange(signature, 32, 64));
  }

  private static byte[] widened(byte[] signature) {
    return join(
        join(new byte[1], Arrays.copyOf(signature, 32)),
        join(new byte[1], Arrays.copyOfRange(signature, 32, 64)));
  }

  /** Adds a multiple of the group's order to S, which is little-endian. */
  private static byte[] plusOrder(byte[] signature, BigInteger by) {
    byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
    byte[] sum = bytes(new BigInteger(1, s).add(by), 32);
    return join(Arrays.copyOf(signature, 32), reversed(sum));
  }

  private static byte[] filled(byte[] signature, int from, int to) {
    byte[] copy = signature.clone();
    Arrays.fill(copy, from, to, (byte) 0xff);
    return copy;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[length - 1 - i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
