// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "herald/prober.h"
#include "heraldctl/doctor/certificate_examination.h"
#include "heraldctl/doctor/clock_examination.h"
#include "heraldctl/doctor/daemon_examination.h"
#include "heraldctl/doctor/disk_examination.h"
#include "heraldctl/doctor/endpoint_examination.h"
#include "heraldctl/doctor/patient.h"
#include "heraldctl/doctor/port_examination.h"
#include "heraldctl/doctor/printer_examination.h"
#include "heraldctl/doctor/probe_examination.h"
#include "heraldctl/doctor/review_examination.h"
#include "heraldctl/doctor/rival_examination.h"
#include "heraldctl/doctor/serial_examination.h"

namespace herald::core::ctl {

namespace {

/// Collects the examinations of one patient.
class Collection {
 public:
  explicit Collection(const Patient& patient) : patient_(patient), configuration_(patient.configuration) {}

  Examinations all{};

  template <class Kind, class... Facts>
  void add(Facts&&... facts) {
    all.push_back(std::make_shared<Kind>(std::forward<Facts>(facts)...));
  }

  void addMachine() {
    add<ClockExamination>(clockFacts());
    DiskExamination::Wish wish;
    if (!configuration_.outbox.options().empty()) {
      wish.reserveBytes = configuration_.outbox.size("reserveBytes");
      wish.syncsEach = configuration_.outbox.text("type") == "disk" && configuration_.outbox.text("sync") == "full";
    }
    add<DiskExamination>(diskFacts(configuration_.dataDir), wish);
    add<ReviewExamination>("configuration", patient_.errors);
    add<ReviewExamination>("permissions", patient_.permissions);
  }

  void addPorts() {
    if (!configuration_.adminListen.empty()) {
      add<PortExamination>("admin.listen", configuration_.adminListen, configuration_.dataDir);
    }
    for (const auto& [name, source] : patient_.plan.sources) {
      const auto& settings = source.instance.settings;
      const auto listens = declares(settings, "listen") ? settings.text("listen") : "";
      if (!listens.empty()) add<PortExamination>("source." + name + ".listen", listens, configuration_.dataDir);
    }
  }

  void addSerialDevices() {
    const auto before = all.size();
    const auto user = daemonUser(patient_.user);
    for (const auto& [name, source] : patient_.plan.sources) {
      const auto& settings = source.instance.settings;
      const bool isSerial = declares(settings, "device") && settings.text("device").starts_with("/dev/");
      if (isSerial) add<SerialExamination>(name, settings.text("device"), user);
    }
    if (all.size() > before) add<RivalExamination>();
  }

  void addCertificates() {
    const auto& files = configuration_.adminTls;
    if (!files.certificate.empty()) add<CertificateExamination>("admin.tls.certificate", files.certificate);
    for (const auto& [name, source] : patient_.plan.sources) addFiles("source." + name, source.instance.settings);
    for (const auto& [name, sink] : patient_.plan.sinks) addFiles("sink." + name, sink.instance.settings);
  }

  void addNetwork(std::chrono::milliseconds limit) {
    bool isTls = false;
    for (const auto& endpoint : endpointsOf(configuration_)) {
      isTls = isTls || (endpoint.tls && endpoint.ca.empty());
      add<EndpointExamination>(endpoint, limit);
    }
    if (isTls) add<AuthoritiesExamination>(missingAuthorities());
    for (const auto& [name, source] : patient_.plan.sources) {
      const auto& settings = source.instance.settings;
      const bool isHttp = declares(settings, "url") && settings.text("url").starts_with("http");
      if (isHttp) add<PrinterExamination>(name, settings, makeHttpClient, limit);
    }
  }

  void addProbes(std::chrono::milliseconds limit) {
    for (const auto& [name, source] : patient_.plan.sources) addProbe("source " + name, source.instance.plugin, limit);
    for (const auto& [name, sink] : patient_.plan.sinks) {
      if (sink.setup.hook.enabled()) addProbe("sink " + name, sink.instance.plugin, limit);
    }
  }

 private:
  static bool declares(const Settings& settings, const std::string& name) {
    return std::ranges::any_of(settings.options(), [&](const Option& option) { return option.name == name; });
  }

  void addProbe(const std::string& owner, const std::shared_ptr<Plugin>& plugin, std::chrono::milliseconds limit) {
    if (dynamic_cast<const Prober*>(plugin.get())) add<ProbeExamination>(owner, plugin, patient_.mask, limit);
  }

  void addFiles(const std::string& block, const Settings& settings) {
    for (const auto& option : settings.options()) {
      const bool isCertificate = option.name.ends_with("tls.certificate") || option.name.ends_with("tls.ca");
      if (!isCertificate || settings.text(option.name).empty()) continue;
      add<CertificateExamination>(block + "." + option.name, settings.text(option.name));
    }
  }

  const Patient& patient_;
  const Configuration& configuration_;
};

}  // namespace

Examinations examinationsOf(const Patient& patient, const std::string& version, std::chrono::milliseconds limit) {
  Collection collection(patient);
  collection.addMachine();
  collection.addPorts();
  collection.addSerialDevices();
  collection.addCertificates();
  collection.addNetwork(limit);
  collection.addProbes(limit);
  collection.add<DaemonExamination>(patient.configuration.dataDir, version);
  return std::move(collection.all);
}

}  // namespace herald::core::ctl
