//! The yearly figures (相談窓口の実績), counted from the records themselves.
//!
//! Two units, never mixed: 延べ相談件数 counts contacts, 新規相談 counts cases by the
//! day of their first contact. Nothing here estimates or hides small numbers; who
//! may see or publish them is decided elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::FiscalYear;
use crate::codes::{
    AgeBand, CodeList, ContactMethod, Counterpart, PresentingConcern, ReferralSource, Sex, WithdrawalDuration,
};

/// One contact (相談), as far as the figures need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationRecord {
    /// The day of the contact.
    pub date: Date,
    /// How it took place.
    pub method: ContactMethod,
    /// Who was spoken to; empty if nobody was met, which is a contact too.
    #[serde(default)]
    pub counterparts: Vec<Counterpart>,
}

/// One case, as it was at its first contact. What was not asked is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCaseRecord {
    /// The day of the first contact.
    pub date: Date,
    /// Sex as stated; `None` counts as 未回答.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Age band on that day; `None` counts as 不明.
    #[serde(default)]
    pub age_band: Option<AgeBand>,
    /// Withdrawal duration on that day; `None` counts as 不明.
    #[serde(default)]
    pub withdrawal_duration: Option<WithdrawalDuration>,
    /// The main concern; `None` counts as その他・不明.
    #[serde(default)]
    pub main_concern: Option<PresentingConcern>,
    /// How they found the desk; `None` counts as not recorded, the list having no 不明.
    #[serde(default)]
    pub referral_source: Option<ReferralSource>,
    /// Whether the person made the first contact, rather than family or others.
    #[serde(default)]
    pub first_contact_by_person: bool,
}

/// The figures of one fiscal year. Months run from April to March.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearFigures {
    /// The year counted.
    pub fiscal_year: FiscalYear,
    /// 延べ相談件数: all contacts of the year.
    pub consultations_total: u32,
    /// Contacts by method.
    pub consultations_by_method: Breakdown<ContactMethod>,
    /// Contacts by who was spoken to. A contact with mother and father counts in
    /// both rows, so the rows add up to more than the total; shares are of contacts.
    pub consultations_by_counterpart: Breakdown<Counterpart>,
    /// Contacts by month.
    pub consultations_by_month: [u32; 12],
    /// 新規相談: cases whose first contact lies in the year.
    pub new_cases_total: u32,
    /// New cases in which the person made the first contact.
    pub new_cases_by_person: u32,
    /// New cases by sex.
    pub new_cases_by_sex: Breakdown<Sex>,
    /// New cases by age band at first contact.
    pub new_cases_by_age_band: Breakdown<AgeBand>,
    /// New cases by withdrawal duration at first contact.
    pub new_cases_by_withdrawal_duration: Breakdown<WithdrawalDuration>,
    /// New cases by main concern.
    pub new_cases_by_main_concern: Breakdown<PresentingConcern>,
    /// New cases by how they found the desk.
    pub new_cases_by_referral_source: Breakdown<ReferralSource>,
    /// New cases by month.
    pub new_cases_by_month: [u32; 12],
}

impl YearFigures {
    /// Counts one year. Records of other years are passed over, so the caller may
    /// give all there are; each record counts once for each time it is given.
    pub fn count<'records>(
        fiscal_year: FiscalYear,
        consultations: impl IntoIterator<Item = &'records ConsultationRecord>,
        new_cases: impl IntoIterator<Item = &'records NewCaseRecord>,
    ) -> Self {
        let mut figures = Self::empty(fiscal_year);
        consultations.into_iter().for_each(|record| figures.add_consultation(record));
        new_cases.into_iter().for_each(|record| figures.add_new_case(record));
        figures
    }

    /// Home visits and accompaniments: contacts outside the office.
    #[must_use]
    pub fn outreach_total(&self) -> u32 {
        let by_method = &self.consultations_by_method;
        by_method.count(&ContactMethod::HomeVisit) + by_method.count(&ContactMethod::Accompaniment)
    }

    fn empty(fiscal_year: FiscalYear) -> Self {
        Self {
            fiscal_year,
            consultations_total: 0,
            consultations_by_method: Breakdown::default(),
            consultations_by_counterpart: Breakdown::default(),
            consultations_by_month: [0; 12],
            new_cases_total: 0,
            new_cases_by_person: 0,
            new_cases_by_sex: Breakdown::default(),
            new_cases_by_age_band: Breakdown::default(),
            new_cases_by_withdrawal_duration: Breakdown::default(),
            new_cases_by_main_concern: Breakdown::default(),
            new_cases_by_referral_source: Breakdown::default(),
            new_cases_by_month: [0; 12],
        }
    }

    fn add_consultation(&mut self, record: &ConsultationRecord) {
        let Some(month) = self.fiscal_year.month_index(record.date) else {
            return;
        };
        self.consultations_total += 1;
        self.consultations_by_month[month] += 1;
        self.consultations_by_method.add(std::slice::from_ref(&record.method));
        self.consultations_by_counterpart.add(&record.counterparts);
    }

    fn add_new_case(&mut self, record: &NewCaseRecord) {
        let Some(month) = self.fiscal_year.month_index(record.date) else {
            return;
        };
        self.new_cases_total += 1;
        self.new_cases_by_month[month] += 1;
        self.new_cases_by_person += u32::from(record.first_contact_by_person);
        self.new_cases_by_sex.add_or(record.sex.as_ref(), Sex::NotStated);
        self.new_cases_by_age_band.add_or(record.age_band.as_ref(), AgeBand::NotKnown);
        let duration = record.withdrawal_duration.as_ref();
        self.new_cases_by_withdrawal_duration.add_or(duration, WithdrawalDuration::NotKnown);
        self.new_cases_by_main_concern.add_or(record.main_concern.as_ref(), PresentingConcern::Other);
        self.new_cases_by_referral_source.add(record.referral_source.as_slice());
    }
}

/// Records counted by the codes of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown<T: CodeList> {
    counts: BTreeMap<T, u32>,
    not_recorded: u32,
    records: u32,
}

impl<T: CodeList> Breakdown<T> {
    /// All known codes in printed order, those without records included, then the
    /// unknown codes that were met: a table that leaves out none of either.
    pub fn rows(&self) -> impl Iterator<Item = (&T, u32)> {
        let known = T::ALL.iter().map(|code| (code, self.count(code)));
        let unknown = self.counts.iter().filter(|(code, _)| !code.is_known());
        known.chain(unknown.map(|(code, count)| (code, *count)))
    }

    /// How many records have this code.
    #[must_use]
    pub fn count(&self, code: &T) -> u32 {
        self.counts.get(code).copied().unwrap_or(0)
    }

    /// How many records have no code at all.
    #[must_use]
    pub const fn not_recorded(&self) -> u32 {
        self.not_recorded
    }

    /// How many records were counted: what shares are shares of.
    #[must_use]
    pub const fn records(&self) -> u32 {
        self.records
    }

    /// The share of a code in all records; none if there are no records.
    #[must_use]
    pub fn share(&self, code: &T) -> Option<Percentage> {
        Percentage::of(self.count(code), self.records)
    }

    /// Counts one record that has these codes; a code given twice counts once.
    fn add(&mut self, codes: &[T]) {
        self.records += 1;
        self.not_recorded += u32::from(codes.is_empty());
        for (index, code) in codes.iter().enumerate() {
            if !codes[..index].contains(code) {
                *self.counts.entry(code.clone()).or_default() += 1;
            }
        }
    }

    fn add_or(&mut self, code: Option<&T>, otherwise: T) {
        self.add(&[code.cloned().unwrap_or(otherwise)]);
    }
}

impl<T: CodeList> Default for Breakdown<T> {
    fn default() -> Self {
        Self { counts: BTreeMap::new(), not_recorded: 0, records: 0 }
    }
}

/// A share in percent, rounded half up to one decimal, each on its own: as in the
/// ward's tables, three shares may add up to 99.9. `Display` is `68.4%`, and `0%`
/// only where nothing was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage {
    tenths: u32,
    is_nothing: bool,
}

impl Percentage {
    /// The share of `count` in `total`; none if `total` is 0.
    #[must_use]
    pub fn of(count: u32, total: u32) -> Option<Self> {
        if total == 0 {
            return None;
        }
        let tenths = (u64::from(count) * 2000 + u64::from(total)) / (u64::from(total) * 2);
        Some(Self { tenths: u32::try_from(tenths).unwrap_or(u32::MAX), is_nothing: count == 0 })
    }

    /// In tenths of a percent: 684 for 68.4 %.
    #[must_use]
    pub const fn tenths(self) -> u32 {
        self.tenths
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing {
            return formatter.write_str("0%");
        }
        write!(formatter, "{}.{}%", self.tenths / 10, self.tenths % 10)
    }
}

/// The change from one year to the next in whole percent, rounded half away from
/// zero: 45 for 1,495 → 2,171. None if there was nothing before.
#[must_use]
pub fn change_percent(before: u32, now: u32) -> Option<i64> {
    if before == 0 {
        return None;
    }
    let (before, now) = (i64::from(before), i64::from(now));
    let doubled = (now - before) * 200;
    Some((doubled + doubled.signum() * before) / (before * 2))
}

#[cfg(test)]
mod tests;
