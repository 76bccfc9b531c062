// The certificates of the folder that the server is started in.
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

final class Certificates {
  /** Shows server.crt; trusts what authority.crt has signed, and the client that is its own authority. */
  static SSLContext context() throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", certificate("authority.crt"));
    store.setCertificateEntry("self-signed", certificate("selfSigned.crt"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    var pem = Files.readString(Path.of("server.key")).replaceAll("-----.*-----|\\s", "");
    var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    own.setKeyEntry("server", key, new char[0], new Certificate[] {certificate("server.crt")});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(String file) throws Exception {
    var bytes = new ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
    return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
  }
}
