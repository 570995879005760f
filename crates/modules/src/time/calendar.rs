//! The Gregorian calendar, as far back and forward as 64-bit seconds reach.
//!
//! Years are counted from March here, so that the leap day is the last one; 400 of them repeat.

const DAY: i64 = 24 * 60 * 60;
/// Days of 400 years.
const ERA: i64 = 146_097;
/// Days from the first of March of year 0 to 1970.
const TO_1970: i64 = 719_468;
/// Years up to here are worked with.
const YEAR_MAX: i64 = 1 << 31;

/// A date and a time of day, numbered as `time.gmtime` does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
    /// 0, a Monday, to 6.
    pub weekday: i64,
    /// 1 to 366.
    pub day_of_year: i64,
}

/// Days from 1970 to the first of a month.
fn days_before(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400) * ERA + day_of_era - TO_1970
}

impl Date {
    /// The date of a moment in seconds since 1970; none where its year is too far away.
    pub fn from_seconds(seconds: i64) -> Option<Date> {
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let shifted = days.checked_add(TO_1970)?;
        let day_of_era = shifted.rem_euclid(ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / (ERA - 1)) / 365;
        let day_from_march = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_from_march + 2) / 153;
        let month = (month_from_march + 2) % 12 + 1;
        let year = shifted.div_euclid(ERA) * 400 + year_of_era + i64::from(month <= 2);
        if year.abs() > YEAR_MAX {
            return None;
        }
        Some(Date {
            year,
            month,
            day: day_from_march - (153 * month_from_march + 2) / 5 + 1,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            // 1970 began on a Thursday.
            weekday: (days + 3).rem_euclid(7),
            day_of_year: days - days_before(year, 1) + 1,
        })
    }
}

/// Seconds since 1970 of a date whose parts may be out of their ranges; none where it is too far away.
pub fn seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    let months = month.checked_sub(1)?;
    let year = year.checked_add(months.div_euclid(12)).filter(|year| year.abs() <= YEAR_MAX)?;
    let days = days_before(year, months.rem_euclid(12) + 1).checked_add(day.checked_sub(1)?)?;
    let of_day = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    days.checked_mul(DAY)?.checked_add(of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back() {
        for moment in [0, 1, -1, 951_782_400, 951_868_799, 4_102_444_800, -62_135_596_800, 1 << 40] {
            let date = Date::from_seconds(moment).unwrap();
            let back = seconds(date.year, date.month, date.day, date.hour, date.minute, date.second);
            assert_eq!(back, Some(moment), "{date:?}");
        }
    }

    #[test]
    fn the_leap_day_of_2000() {
        let date = Date::from_seconds(951_782_400).unwrap();
        assert_eq!((date.year, date.month, date.day, date.weekday, date.day_of_year), (2000, 2, 29, 1, 60));
    }

    #[test]
    fn parts_out_of_range_carry_over() {
        assert_eq!(seconds(1969, 13, 1, 0, 0, 0), Some(0));
        assert_eq!(seconds(1970, 1, 0, 24, 0, 0), Some(0));
        assert_eq!(seconds(i64::MAX, 1, 1, 0, 0, 0), None);
    }
}
