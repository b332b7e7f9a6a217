//! Where figures are published, by what a variable is called.

/// Words of which one begins a word of the name or the label, and where such a figure is published. The first row that
/// fits is taken, so that the closer one stands first.
///
/// World Bank WDI: World Development Indicators, data.worldbank.org. IMF WEO: World Economic Outlook database. US EIA:
/// Energy Information Administration.
static HINTS: &[(&[&str], &str)] = &[
    (
        &["poverty", "poor", "headcount"],
        "World Bank, Macro Poverty Outlook, and WDI SI.POV.NAHC (national line) or SI.POV.DDAY (international line), percent of people",
    ),
    (
        &["discrepancy"],
        "nowhere: it closes the accounts, so that it is what is left when all else is filled in",
    ),
    (&["gini", "inequality"], "World Bank WDI SI.POV.GINI"),
    (
        &["reserve", "reserves"],
        "World Bank WDI FI.RES.TOTL.CD (USD) or FI.RES.TOTL.MO (months of imports); the central bank's monthly release",
    ),
    (
        &["oil", "crude", "brent"],
        "US EIA, Europe Brent spot price, quarterly mean of months; forecasts: IMF WEO, World Bank Commodity Markets Outlook",
    ),
    (
        &["gas"],
        "World Bank, Commodity Price Data (Pink Sheet); the importer's contract price in its customs statistics",
    ),
    (
        &["fuel", "petrol", "petroleum", "energy", "supplier"],
        "customs statistics or UN Comtrade, HS 27 (products: 2710), by partner; World Bank WDI TM.VAL.FUEL.ZS.UN (share of goods imports), EG.IMP.CONS.ZS; US EIA by country",
    ),
    (&["electricity", "power"], "US EIA by country; the grid operator's annual report"),
    (
        &["food", "wheat", "flour"],
        "UN Comtrade, HS 10 and 11; FAO Food Price Index; the statistical office's price release",
    ),
    (
        &["remittance", "remittances", "sent", "transfers"],
        "World Bank WDI BX.TRF.PWKR.CD.DT (USD a year, over four for a quarter) or BX.TRF.PWKR.DT.GD.ZS (share of GDP); by country of origin: the central bank's balance of payments, World Bank and KNOMAD bilateral matrices",
    ),
    (
        &["migrant", "migrants", "workers", "diaspora"],
        "UN DESA, International Migrant Stock, by country of destination; the host's work permits",
    ),
    (
        &["exchange"],
        "World Bank WDI PA.NUS.FCRF (local currency a USD, average); IMF WEO NGDP over NGDPD; the central bank's daily rate",
    ),
    (
        &["currency", "rouble", "ruble"],
        "IMF WEO NGDP over NGDPD of that country; its central bank's daily rate",
    ),
    (
        &["consumption", "household", "households"],
        "World Bank WDI NE.CON.PRVT.CD (USD a year, over four for a quarter) or NE.CON.PRVT.ZS (share of GDP)",
    ),
    (
        &["government", "public"],
        "World Bank WDI NE.CON.GOVT.CD or NE.CON.GOVT.ZS (consumption alone); IMF WEO GGX_NGDP (all expenditure)",
    ),
    (
        &["investment", "capital_formation"],
        "World Bank WDI NE.GDI.TOTL.CD or NE.GDI.TOTL.ZS; IMF WEO NID_NGDP (share of GDP)",
    ),
    (
        &["export", "exports"],
        "World Bank WDI NE.EXP.GNFS.CD or NE.EXP.GNFS.ZS; the central bank's balance of payments",
    ),
    (
        &["import", "imports", "nonfuel_imports"],
        "World Bank WDI NE.IMP.GNFS.CD or NE.IMP.GNFS.ZS; the central bank's balance of payments",
    ),
    (&["debt"], "IMF WEO GGXWDG_NGDP (share of GDP); World Bank WDI DT.DOD.DECT.CD (external)"),
    (
        &["revenue", "tax", "taxes"],
        "IMF WEO GGR_NGDP (share of GDP); the ministry of finance's budget execution",
    ),
    (
        &["deficit", "balance", "primary", "budget"],
        "IMF WEO GGXCNL_NGDP (share of GDP); the ministry of finance's budget execution",
    ),
    (&["current", "current_account"], "IMF WEO BCA (USD billion a year); World Bank WDI BN.CAB.XOKA.CD"),
    (
        &["external", "income"],
        "World Bank WDI BN.GSR.FCTY.CD (primary income), BN.TRF.CURR.CD (secondary income); the central bank's balance of payments",
    ),
    (
        &["capital", "inflow", "flow", "fdi", "aid"],
        "the central bank's balance of payments, financial account; World Bank WDI BX.KLT.DINV.CD.WD (direct investment)",
    ),
    (&["inflation"], "IMF WEO PCPIPCH (average, percent); the statistical office's monthly release"),
    (
        &["price", "prices", "cpi"],
        "IMF WEO PCPI; World Bank WDI FP.CPI.TOTL; the statistical office's monthly release",
    ),
    (
        &["rate", "policy", "interest", "lending"],
        "the central bank's policy rate; World Bank WDI FR.INR.LEND (lending)",
    ),
    (&["unemployment", "employment", "labour"], "ILOSTAT; World Bank WDI SL.UEM.TOTL.ZS; IMF WEO LUR"),
    (&["wage", "wages"], "the statistical office's survey of earnings; ILOSTAT"),
    (&["population", "people"], "IMF WEO LP; World Bank WDI SP.POP.TOTL"),
    (
        &["gdp", "output", "product", "activity"],
        "IMF WEO NGDPD (USD billion a year) and NGDP_RPCH (growth); World Bank WDI NY.GDP.MKTP.CD",
    ),
];

/// Where a variable's figure is published; `None` where no row fits.
pub(super) fn published(name: &str, label: Option<&str>) -> Option<&'static str> {
    // The name says it more closely than the label.
    [Some(name), label].into_iter().flatten().find_map(|text| {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let fits = |row: &&(&[&str], &str)| row.0.iter().any(|word| words.contains(word) || lower == *word);
        HINTS.iter().find(fits).map(|(_, published)| *published)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_comes_before_the_label_and_the_closer_row_first() {
        let begins = |name, label, code: &str| {
            let hint = published(name, label).unwrap_or_default();
            assert!(hint.contains(code), "{name}: {hint}");
        };
        begins("sent", Some("Remittances sent"), "BX.TRF.PWKR.CD.DT");
        begins("fuel_demand", Some("Imports of fuel"), "HS 27");
        begins("nonfuel_imports", None, "NE.IMP.GNFS");
        begins("c", Some("Consumption of households"), "NE.CON.PRVT");
        begins("oil_price", Some("Price of crude oil"), "Brent");
        begins("other_external", Some("Net of other income and transfers"), "BN.GSR.FCTY.CD");
        assert_eq!(published("x", Some("Something")), None);
    }
}
