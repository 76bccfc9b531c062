import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientInformation;
import java.net.URI;
import java.util.Date;
import java.util.List;

/** What somebody has allowed a client. */
record Grant(
    OIDCClientInformation client,
    Subject subject,
    Scope scope,
    List<AuthorizationDetail> details,
    List<URI> resources,
    Nonce nonce,
    ACR acr,
    Date signedIn) {
  Grant with(Scope less) {
    return new Grant(client, subject, less, details, resources, nonce, acr, signedIn);
  }

  Grant at(List<URI> targets) {
    return new Grant(client, subject, scope, details, targets, nonce, acr, signedIn);
  }
}
