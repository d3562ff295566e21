package dev.tracing.export.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key store with a fresh self-signed certificate, made with the JDK's own tool.
 */
final class TestKeyStore {

	static final String PASSWORD = "changeit";

	private final Path path;

	private TestKeyStore(Path path) {
		this.path = path;
	}

	static TestKeyStore create(Path directory, String host) throws Exception {
		Path path = directory.resolve(host + ".p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "collector", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
				"CN=" + host, "-ext", "san=dns:" + host, "-validity", "7", "-storetype", "PKCS12", "-storepass",
				PASSWORD, "-keystore", path.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		assertThat(keytool.waitFor()).as(output).isZero();
		return new TestKeyStore(path);
	}

	String location() {
		return "file:" + this.path;
	}

	/**
	 * Return a context that has the key and trusts it.
	 * @return the context
	 */
	SSLContext sslContext() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.path)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD.toCharArray());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

}
