// SPDX-License-Identifier: Apache-2.0
#include "octoprint/reverse_proxy.h"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

#include <stdexcept>

#include "harness/ports.h"
#include "octoprint/wait_until.h"

namespace herald::testing {
namespace {

using Poco::Net::SocketAddress;

std::string configuration(const std::string& folder, int port, int server) {
  return "daemon off; master_process off; pid " + folder + "/pid; error_log stderr;\nevents {}\nhttp {\n" +
         "  access_log off; client_body_temp_path " + folder + "/a; proxy_temp_path " + folder + "/b;\n" +
         "  fastcgi_temp_path " + folder + "/c; uwsgi_temp_path " + folder + "/d; scgi_temp_path " + folder + "/e;\n" +
         "  server {\n    listen 127.0.0.1:" + std::to_string(port) + " ssl;\n    ssl_certificate " + folder +
         "/cert.pem; ssl_certificate_key " + folder + "/key.pem;\n    location /printers/mk3/ {\n" +
         "      proxy_pass http://127.0.0.1:" + std::to_string(server) + "/; proxy_http_version 1.1;\n" +
         "      proxy_set_header Host $http_host; proxy_set_header X-Script-Name /printers/mk3;\n" +
         "      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header X-Scheme "
         "$scheme;\n" +
         "    }\n  }\n}\n";
}

bool answers(int port) {
  try {
    Poco::Net::StreamSocket(SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace

ReverseProxy::ReverseProxy(int server) : port_(freePort()) {
  const std::string folder = folder_.path().string();
  const auto made =
      runToEnd({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                folder + "/key.pem", "-out", folder + "/cert.pem"});
  if (made.code != 0) throw std::runtime_error("openssl made no certificate: " + made.output);
  const auto config = folder_.write("nginx.conf", configuration(folder, port_, server));
  nginx_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/nginx", "-p", folder, "-c", config.string()});
  waitUntil([this] { return answers(port_); }, "nginx starts");
}

}  // namespace herald::testing
