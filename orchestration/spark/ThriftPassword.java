package complaints;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.security.sasl.AuthenticationException;
import org.apache.hive.service.auth.PasswdAuthenticationProvider;

/** Lets in whoever knows the password that the Thrift server was started with. */
public class ThriftPassword implements PasswdAuthenticationProvider {
    public void Authenticate(String user, String password) throws AuthenticationException {
        byte[] expected = System.getenv("THRIFT_PASSWORD").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, password.getBytes(StandardCharsets.UTF_8))) {
            throw new AuthenticationException("the password is wrong");
        }
    }
}
