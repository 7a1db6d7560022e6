// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/hook_conversion.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <utility>

#include "engine/routes/event_words.h"
#include "heraldctl/import/address.h"
#include "heraldctl/import/request_conversion.h"
#include "heraldctl/import/template_conversion.h"
#include "heraldctl/import/webhooks_events.h"

namespace herald::core::import {

namespace {

using Kind = SinkOption::Kind;

constexpr const char* kCustomTopic = "Custom Event";  // the plugin's topic of every custom event

class HookConversion {
 public:
  HookConversion(const WebhooksHook& hook, bool isTemplate) : hook_(hook), isTemplate_(isTemplate) {}

  ConvertedHook convert() {
    const bool oauth = hook_.flag("oauth");
    result_.add("type", oauth ? "oauth_webhook" : "webhook");
    if (!hook_.flag("webhook_enabled")) result_.add("enabled", "false");
    picture();
    address();
    convertDeliveryRequest(hook_, templates_, result_);
    if (!isTemplate_) identity();
    if (oauth) token();
    if (!isTemplate_) events(wantedEvents(hook_));
    messages(isTemplate_ ? eventsWithMessage(hook_) : wantedEvents(hook_));
    cooldown();
    if (!hook_.flag("verify_ssl")) {
      result_.add("tls.verify", "false");
      result_.notes.emplace_back(
          "Herald does not check the receiver's certificate, as before. For a certificate of your own, `tls.ca` is "
          "safer.");
    }
    for (const auto& setting : hook_.unknown) {
      result_.lost.push_back("The setting " + setting + " is left out: the plugin has no such setting.");
    }
    return std::move(result_);
  }

 private:
  void picture() {
    if (!TemplateRewriter::uses(hook_["data"], "snapshot")) return;
    result_.notes.emplace_back(
        "The picture (@snapshot) comes from OctoPrint: the API key's user needs the permissions WEBCAM and "
        "SETTINGS_READ. `snapshot.url` in the source names another camera. If there is no picture within 5 s, the "
        "message goes without.");
  }

  void address() {
    if (isTemplate_ && hook_["url"].empty()) return;
    const auto url = templates_.convert("url", Poco::trim(hook_["url"]), Place::Url);
    if (url.empty()) {
      result_.breaks("it has no URL");
    } else if (!url.starts_with('@') && !isHttpAddress(url)) {
      result_.breaks("its URL does not begin with http:// or https://");
    }
    result_.add("url", url, holdsKey(url) ? Kind::Secret : Kind::Plain);
  }

  void identity() {
    if (!hook_["apiSecret"].empty()) result_.add("apiSecret", hook_["apiSecret"], Kind::Secret);
    const auto& device = hook_["deviceIdentifier"];
    if (TemplateRewriter::hasVariable(device)) {
      result_.rewritten.push_back("@deviceIdentifier → " + device +
                                  ": its value, since Herald expands a value only once");
    } else if (!device.empty()) {
      result_.add("deviceIdentifier", device);
    }
  }

  void token() {
    const auto url = Poco::trim(hook_["oauth_url"]);
    if (!isHttpAddress(url)) result_.breaks("its OAuth URL does not begin with http:// or https://");
    result_.add("oauth.url", url, holdsKey(url) ? Kind::Secret : Kind::Plain);
    convertTokenRequest(hook_, result_);
    result_.notes.emplace_back(
        "Herald uses a token until it expires or is refused. `oauth.reuse = false` gets one for each event, as "
        "before.");
  }

  void events(const WantedEvents& wanted) {
    if (wanted.events.empty()) {
      result_.notes.emplace_back("The hook asks for no event, so the sink is switched off.");
      if (!result_.find("enabled")) result_.add("enabled", "false");
      return;
    }
    std::string types;
    for (const auto& event : wanted.events) types += (types.empty() ? "" : ", ") + event.type;
    result_.add("events", types);
    if (!wanted.progress.empty()) result_.add("progress", wanted.progress);
  }

  void messages(const WantedEvents& wanted) {
    for (const auto& event : wanted.events) {
      const auto option = "message." + event.type;
      result_.add(option, templates_.convert(option, event.message, Place::Text));
      const auto* words = event.custom ? eventWords(event.type) : nullptr;
      if (words && words->topic != kCustomTopic) result_.add("eventTopic." + event.type, kCustomTopic);
    }
    result_.lost.insert(result_.lost.end(), wanted.lost.begin(), wanted.lost.end());
  }

  void cooldown() {
    const auto text = Poco::trim(hook_["event_cooldown"]);
    int seconds = 0;
    if (!Poco::NumberParser::tryParse(text.empty() ? "0" : text, seconds) || seconds < 0) {
      result_.lost.push_back("The cooldown `" + text + "` is left out: it is not a number of seconds.");
    } else if (seconds > 0) {
      result_.add("cooldown", std::to_string(seconds) + "s");
      result_.notes.emplace_back(
          "Each hook and printer now has its own cooldown. In the plugin, all hooks shared one.");
    }
  }

  const WebhooksHook& hook_;
  const bool isTemplate_;
  ConvertedHook result_{};
  TemplateConversion templates_{hook_, result_};
};

}  // namespace

ConvertedHook convertHook(const WebhooksHook& hook, bool isTemplate) {
  return HookConversion(hook, isTemplate).convert();
}

}  // namespace herald::core::import
