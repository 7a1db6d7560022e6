// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/connecting.h"

#include <exception>
#include <stdexcept>
#include <utility>

#include "engine/connect/app_keys.h"
#include "engine/connect/found_service.h"
#include "engine/connect/printer_address.h"
#include "herald/link_local_ban.h"

namespace herald::core {

namespace {

using Step = ConnectView::Step;

std::string textOf(const FormValues& values, const std::string& option) {
  const auto found = values.find(option);
  return found == values.end() ? std::string() : found->second.text;
}

/// Those that the plugin's client will have too: its authorities, its proxy.
Settings::Values httpValues(const FormValues& values) {
  Settings::Values own;
  for (const auto& option : httpOptions()) {
    if (const auto text = textOf(values, option.name); !text.empty()) own[option.name] = text;
  }
  return own;
}

std::string joinedTags(const std::vector<std::string>& tags) {
  std::string all;
  for (const auto& tag : tags) all += (all.empty() ? "" : ", ") + tag;
  return all;
}

}  // namespace

std::string_view toString(Step step) {
  switch (step) {
    case Step::Looking: return "looking";
    case Step::Allow: return "allow";
    case Step::Needs: return "needs";
    case Step::Saving: return "saving";
    case Step::Done: return "done";
    case Step::Failed: return "failed";
    case Step::Ended: return "ended";
  }
  return "";
}

Connecting::Connecting(ConnectWish wish, Tools tools) : tools_(std::move(tools)), wish_(std::move(wish)) {
  const MutexLock lock(mutex_);
  wish_.url = withScheme(wish_.url);
  view_.url = wish_.url;
}

ConnectView Connecting::view() const {
  const MutexLock lock(mutex_);
  return view_;
}

ConnectWish Connecting::wish() const {
  const MutexLock lock(mutex_);
  return wish_;
}

void Connecting::set(const std::function<void(ConnectView&)>& change) {
  const MutexLock lock(mutex_);
  change(view_);
}

bool Connecting::pause(const std::stop_token& stop) {
  const MutexLock lock(mutex_);
  pause_.waitUntil(mutex_, stop, Clock::now() + tools_.askEvery, [] { return false; });
  return !stop.stop_requested();
}

void Connecting::answer(const ConnectWish& more) {
  const MutexLock lock(mutex_);
  for (const auto& [option, value] : more.values) wish_.values[option] = value;
  if (!more.name.empty()) wish_.name = more.name;
  if (!more.tags.empty()) wish_.tags = more.tags;
  if (!more.preset.empty()) wish_.preset = more.preset;
  view_.step = Step::Looking;
  view_.faults.clear();
}

void Connecting::run(const std::stop_token& stop) {
  const LinkLocalBan ban;
  try {
    look(stop);
  } catch (const BadForm& bad) {
    set([&](ConnectView& view) {
      view.step = Step::Needs;
      view.faults = bad.faults();
      view.text = bad.what();
    });
  } catch (const std::exception& failure) {
    set([&](ConnectView& view) {
      view.step = Step::Failed;
      view.text = failure.what();
    });
  }
  if (!stop.stop_requested()) return;
  set([](ConnectView& view) {
    if (view.step != Step::Done) view.step = Step::Ended;
  });
}

void Connecting::look(const std::stop_token& stop) {
  const auto now = wish();
  if (const auto known = tools_.known(now.url); !known.empty())
    throw std::runtime_error("Herald has this printer: it is the source " + known);
  if (printerUriOf(now.url).getScheme().starts_with("mqtt")) return lookForBroker(now, stop);
  const auto client = tools_.http(Settings(httpOptions(), httpValues(now.values)));
  if (view().type == "moonraker") return lookForMoonraker(*client, now, "", stop);
  askOctoPrint(*client, now, stop);
}

void Connecting::askOctoPrint(HttpClient& client, const ConnectWish& wish, const std::stop_token& stop) {
  AppKeys keys(client, wish.url, tools_.askEvery, stop);
  std::string page;
  try {
    page = keys.request("Herald");
  } catch (const NoOctoPrint& other) {
    return lookForMoonraker(client, wish, other.what() + portHint(wish.url), stop);
  } catch (const Failure& nothing) {
    throw std::runtime_error(nothing.what() + portHint(wish.url));
  }
  set([&](ConnectView& view) {
    view.step = Step::Allow;
    view.type = "octoprint";
    view.title = "OctoPrint";
    view.link = page;
    view.text = "Click Allow in OctoPrint. Herald waits for it.";
  });
  const auto end = Clock::now() + tools_.longest;
  std::optional<std::string> key;
  while (!(key = keys.poll())) {
    if (!pause(stop)) return;
    if (Clock::now() >= end) throw std::runtime_error("nobody clicked Allow in time: try again");
  }
  auto whole = wish;
  whole.values["apiKey"] = {*key};
  keys.userOf(*key);
  save(whole, "octoprint", stop);
}

void Connecting::lookForMoonraker(HttpClient& client, const ConnectWish& wish, const std::string& otherwise,
                                  const std::stop_token& stop) {
  std::optional<FoundService> found;
  try {
    found = moonrakerAt(client, wish.url, textOf(wish.values, "apiKey"), stop);
  } catch (const Failure& nothing) {
    if (otherwise.empty()) throw;
  }
  if (!found) throw std::runtime_error(otherwise.empty() ? "no Moonraker answers any longer" : otherwise);
  if (found->needsLogin) {
    const bool isWrong = !textOf(wish.values, "apiKey").empty();
    return need("moonraker", found->title, {"apiKey"}, false,
                isWrong ? "Moonraker does not take this key." : "Moonraker wants an API key.");
  }
  set([&](ConnectView& view) { view.title = found->title; });
  save(wish, "moonraker", stop);
}

void Connecting::lookForBroker(const ConnectWish& wish, const std::stop_token& stop) {
  TcpConnector connector;
  const BrokerLogin login{textOf(wish.values, "user"), textOf(wish.values, "password")};
  const auto broker = brokerAt(connector, wish.url, login, stop);
  if (!broker) throw std::runtime_error("what answers there is no MQTT broker: check the address");
  if (broker->needsLogin) {
    return need("mqtt", broker->title, {"user", "password"}, false,
                login.user.empty() ? "The broker wants a user and a password." : "The broker refuses this user.");
  }
  if (wish.preset.empty()) return need("mqtt", broker->title, {}, true, "Choose what publishes at this broker.");
  set([&](ConnectView& view) { view.title = broker->title; });
  save(wish, "mqtt", stop);
}

void Connecting::need(const std::string& type, const std::string& title, std::vector<std::string> fields,
                      bool wantsPreset, const std::string& text) {
  set([&](ConnectView& view) {
    view.step = Step::Needs;
    view.type = type;
    view.title = title;
    view.fields = std::move(fields);
    view.wantsPreset = wantsPreset;
    view.text = text;
  });
}

void Connecting::save(const ConnectWish& wish, const std::string& type, const std::stop_token& stop) {
  if (stop.stop_requested()) return;
  set([&](ConnectView& view) {
    view.step = Step::Saving;
    view.type = type;
    view.text = "Herald saves the source, and takes it over.";
  });
  BlockForm form{.kind = "source",
                 .name = wish.name.empty() ? tools_.freeName(sourceNameFor(wish.url)) : wish.name,
                 .values = wish.values};
  form.values["url"] = {wish.url};
  if (wish.preset.empty()) {
    form.values["type"] = {type};
  } else {
    form.values["preset"] = {wish.preset};
  }
  if (!wish.tags.empty()) form.values["tags"] = {joinedTags(wish.tags)};
  const auto saved = tools_.save(form);
  set([&](ConnectView& view) {
    view.step = Step::Done;
    view.name = form.name;
    view.saved = saved;
    view.text = "Herald listens to it from now on.";
  });
}

}  // namespace herald::core
