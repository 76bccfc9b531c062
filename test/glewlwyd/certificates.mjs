// A throw-away certificate authority and the certificates for mutual TLS on loopback, generated with openssl (0.2 s).
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const CLIENT_DN = 'CN=pki-client,O=Interop'
export const CLIENT_SAN_DNS = 'client.example.test'

/** Writes ca, server, client and self_signed (.key and .crt each) into the folder. */
export function makeCertificates(folder) {
  selfSigned(folder, 'ca', '/CN=Interop Test CA', [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
  ])
  signed(folder, 'server', '/CN=localhost', [
    'basicConstraints=CA:FALSE',
    'keyUsage=digitalSignature',
    'extendedKeyUsage=serverAuth',
    'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1',
  ])
  // openssl takes the subject with the least specific part first; CLIENT_DN is the same name in the order of RFC 4514
  signed(folder, 'client', '/O=Interop/CN=pki-client', [
    'basicConstraints=CA:FALSE',
    'keyUsage=digitalSignature',
    'extendedKeyUsage=clientAuth',
    `subjectAltName=DNS:${CLIENT_SAN_DNS}`,
  ])
  selfSigned(folder, 'self_signed', '/CN=self-signed-client', [
    'basicConstraints=CA:FALSE',
    'extendedKeyUsage=clientAuth',
  ])
  const file = (name) => readFileSync(join(folder, name), 'utf8')
  const pair = (name) => ({ key: file(`${name}.key`), cert: file(`${name}.crt`) })
  return { folder, ca: file('ca.crt'), server: pair('server'), client: pair('client'), selfSigned: pair('self_signed') }
}

function selfSigned(folder, name, subject, extensions) {
  makeKey(folder, name)
  const added = extensions.flatMap((extension) => ['-addext', extension])
  openssl(folder, [
    'req',
    '-x509',
    '-new',
    '-sha256',
    '-days',
    '30',
    '-key',
    `${name}.key`,
    '-subj',
    subject,
    ...added,
    '-out',
    `${name}.crt`,
  ])
}

function signed(folder, name, subject, extensions) {
  makeKey(folder, name)
  writeFileSync(join(folder, `${name}.ext`), `${extensions.join('\n')}\n`)
  openssl(folder, ['req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`])
  openssl(folder, [
    'x509',
    '-req',
    '-sha256',
    '-days',
    '30',
    '-in',
    `${name}.csr`,
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.crt`,
  ])
}

function makeKey(folder, name) {
  openssl(folder, ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`])
}

function openssl(folder, args) {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}
